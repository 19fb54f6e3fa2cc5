//! Build contexts.

use crate::{Connection, from_db_int, from_json, json, to_db_int};
use definition::{Digest, context::ContextFile};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// A stored build context.
pub struct ContextRow {
    /// Its files.
    pub files: Vec<ContextFile>,
    /// Their size together.
    pub size: u64,
    /// When it was last uploaded.
    pub uploaded_at: String,
    /// Whether a version or a build refers to it.
    pub needed: bool,
}

impl FromRow<'_, SqliteRow> for ContextRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            files: from_json(row.try_get("files")?)?,
            size: from_db_int(row.try_get("size")?),
            uploaded_at: row.try_get("uploaded_at")?,
            needed: row.try_get("needed")?,
        })
    }
}

/// Writes a context down, or that it was uploaded again.
pub async fn upload(
    connection: &mut Connection,
    digest: Digest,
    files: &[ContextFile],
    at: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO contexts (digest, files, size, uploaded_at, needed) VALUES ($1, $2, $3, $4, FALSE)
         ON CONFLICT (digest) DO UPDATE SET uploaded_at = excluded.uploaded_at",
    )
    .bind(digest.to_string())
    .bind(json(&files)?)
    .bind(to_db_int(files.iter().map(|file| file.size).sum()))
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// One context.
pub async fn get(connection: &mut Connection, digest: Digest) -> Result<Option<ContextRow>, sqlx::Error> {
    sqlx::query_as("SELECT files, size, uploaded_at, needed FROM contexts WHERE digest = $1")
        .bind(digest.to_string())
        .fetch_optional(connection)
        .await
}

/// Writes down that a version or a build refers to a context; false when it is not there.
pub async fn mark_needed(connection: &mut Connection, digest: Digest) -> Result<bool, sqlx::Error> {
    let query = sqlx::query("UPDATE contexts SET needed = TRUE WHERE digest = $1").bind(digest.to_string());
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

/// Removes the contexts that nothing refers to and that were last uploaded before this; returns their digests.
pub async fn remove_unneeded(connection: &mut Connection, before: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("DELETE FROM contexts WHERE NOT needed AND uploaded_at < $1 RETURNING digest")
        .bind(before)
        .fetch_all(connection)
        .await
}

/// The digests of all contexts.
pub async fn all(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT digest FROM contexts").fetch_all(connection).await
}
