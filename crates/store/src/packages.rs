//! The packages that the workspace has seen: in its images and in what its newest versions ask for.

use crate::{Connection, from_json, images::LockedPackage};

/// The names that the newest versions ask for, from whatever source.
pub async fn requested(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT DISTINCT package FROM packages").fetch_all(connection).await
}

/// What the current images hold, at most so many of them, built last first.
pub async fn locks(connection: &mut Connection, limit: i64) -> Result<Vec<Vec<LockedPackage>>, sqlx::Error> {
    let texts: Vec<String> =
        sqlx::query_scalar("SELECT lock FROM images WHERE current ORDER BY built_at DESC, image LIMIT $1")
            .bind(limit)
            .fetch_all(connection)
            .await?;
    texts.iter().map(|text| from_json(text)).collect()
}
