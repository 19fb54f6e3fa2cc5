//! Uploaded files: which there are. Their contents are files in the workspace's folder.

use crate::{Connection, from_db_int, from_json, json, to_db_int};
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedFile {
    /// Its path, folders and name separated by `/`.
    pub path: String,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub content: String,
    /// Its size in bytes.
    pub size: u64,
    /// What the client wrote about it.
    pub metadata: BTreeMap<String, String>,
    /// When it was uploaded.
    pub modified_at: String,
}

impl FromRow<'_, SqliteRow> for UploadedFile {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            path: row.try_get("path")?,
            content: row.try_get("content")?,
            size: from_db_int(row.try_get("size")?),
            metadata: from_json(row.try_get("metadata")?)?,
            modified_at: row.try_get("modified_at")?,
        })
    }
}

/// Writes a file down, in the place of one with the same path.
pub async fn put(connection: &mut Connection, blob: &UploadedFile) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO blobs (path, content, size, metadata, modified_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (path) DO UPDATE SET content = excluded.content, size = excluded.size,
            metadata = excluded.metadata, modified_at = excluded.modified_at",
    )
    .bind(&blob.path)
    .bind(&blob.content)
    .bind(to_db_int(blob.size))
    .bind(json(&blob.metadata)?)
    .bind(&blob.modified_at)
    .execute(connection)
    .await?;
    Ok(())
}

/// One file.
pub async fn get(connection: &mut Connection, path: &str) -> Result<Option<UploadedFile>, sqlx::Error> {
    sqlx::query_as("SELECT path, content, size, metadata, modified_at FROM blobs WHERE path = $1")
        .bind(path)
        .fetch_optional(connection)
        .await
}

/// At most `limit` files whose path begins with this, by path, all behind `after`.
pub async fn below(
    connection: &mut Connection,
    folder: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<UploadedFile>, sqlx::Error> {
    // A range, which the index answers; `_` and `%` are no wildcards in it.
    sqlx::query_as(
        "SELECT path, content, size, metadata, modified_at FROM blobs
         WHERE path >= $1 AND path < $2 AND path > $3 ORDER BY path LIMIT $4",
    )
    .bind(folder)
    .bind(format!("{folder}\u{10ffff}"))
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// Forgets at most `limit` files that were uploaded before this; returns their paths.
pub async fn remove_some(connection: &mut Connection, before: &str, limit: i64) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "DELETE FROM blobs WHERE path IN
            (SELECT path FROM blobs WHERE modified_at < $1 ORDER BY modified_at, path LIMIT $2)
         RETURNING path",
    )
    .bind(before)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// Forgets a file; whether it was there.
pub async fn delete(connection: &mut Connection, path: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("DELETE FROM blobs WHERE path = $1").bind(path).execute(connection).await?;
    Ok(done.rows_affected() > 0)
}

/// The contents that a file has.
pub async fn contents(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT DISTINCT content FROM blobs").fetch_all(connection).await
}
