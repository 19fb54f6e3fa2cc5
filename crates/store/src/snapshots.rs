//! Folders that clients gave an id: the digest of their files, by that id.

use crate::{Connection, corrupt};
use definition::Digest;

/// Gives a folder an id, and returns whether the id is new; one that has a folder keeps it.
pub async fn insert(connection: &mut Connection, id: &str, context: Digest) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("INSERT INTO snapshots (id, context) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
        .bind(id)
        .bind(context.to_string())
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The digest of the files of an id.
pub async fn get(connection: &mut Connection, id: &str) -> Result<Option<Digest>, sqlx::Error> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT context FROM snapshots WHERE id = $1").bind(id).fetch_optional(connection).await?;
    found.map(|context| context.parse().map_err(corrupt)).transpose()
}
