//! Builds: the queue and the history.

use super::Connection;

/// The build of this hash that waits or runs.
pub async fn active(connection: &mut Connection, hash: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM builds WHERE image = $1 AND state IN ('queued', 'running')")
        .bind(hash)
        .fetch_optional(connection)
        .await
}

/// How many builds run and how many wait.
pub async fn count(connection: &mut Connection) -> Result<(u32, u32), sqlx::Error> {
    sqlx::query_as(
        "SELECT COUNT(CASE WHEN state = 'running' THEN 1 END), COUNT(CASE WHEN state = 'queued' THEN 1 END)
         FROM builds WHERE state IN ('queued', 'running')",
    )
    .fetch_one(connection)
    .await
}
