//! Labels that name a version of an environment (`prod`).

use crate::Connection;

/// Gives a version a label, which whatever other version had it loses; the version that had it.
pub async fn set(
    connection: &mut Connection,
    environment: &str,
    version: &str,
    label: &str,
) -> Result<Option<String>, sqlx::Error> {
    let before = get(connection, environment, label).await?;
    sqlx::query(
        "INSERT INTO version_labels (environment, label, version) VALUES ($1, $2, $3)
         ON CONFLICT (environment, label) DO UPDATE SET version = excluded.version",
    )
    .bind(environment)
    .bind(label)
    .bind(version)
    .execute(connection)
    .await?;
    Ok(before)
}

/// The version that has a label.
pub async fn get(connection: &mut Connection, environment: &str, label: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT version FROM version_labels WHERE environment = $1 AND label = $2")
        .bind(environment)
        .bind(label)
        .fetch_optional(connection)
        .await
}
