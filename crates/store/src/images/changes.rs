//! What changed about images, numbered: that there is one, that there is none, that another version names it.

use crate::{Connection, hash_version::hash_version, images::nearest};
use sqlx::FromRow;

/// The newest change.
pub async fn newest(connection: &mut Connection) -> Result<Option<(i64, String)>, sqlx::Error> {
    sqlx::query_as("SELECT change, image FROM image_changes ORDER BY change DESC LIMIT 1")
        .fetch_optional(connection)
        .await
}

/// The hash that a change was about.
pub async fn at(connection: &mut Connection, change: i64) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT image FROM image_changes WHERE change = $1")
        .bind(change)
        .fetch_optional(connection)
        .await
}

/// Records that something changed about the image of this hash. Whoever makes, removes or brings back an image does this
/// in the same transaction.
pub async fn record(connection: &mut Connection, hash: &str) -> Result<(), sqlx::Error> {
    nearest::refresh(connection, hash).await?;
    append(connection, hash).await
}

async fn append(connection: &mut Connection, hash: &str) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO image_changes (change, image) SELECT COALESCE(MAX(change), 0) + 1, $1 FROM image_changes")
        .bind(hash)
        .execute(connection)
        .await?;
    Ok(())
}

/// Records that a version names the image of this hash, if there is one.
pub async fn record_name(connection: &mut Connection, hash: &str) -> Result<(), sqlx::Error> {
    let there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM images WHERE image = $1 AND current")
        .bind(hash)
        .fetch_one(&mut *connection)
        .await?;
    if there > 0 { append(connection, hash).await } else { Ok(()) }
}

/// A hash with what there is of it.
#[derive(Debug, FromRow)]
pub struct IndexEntry {
    /// The hash.
    pub image: String,
    /// The stage of its current image; none when there is none that may be reused.
    pub stage: Option<String>,
    /// The newest version that uses it, one that has a name if there is any.
    pub environment: Option<String>,
    /// Its number.
    pub version: Option<String>,
}

macro_rules! select_known {
    ($($from:expr),+) => {
        concat!(
            "SELECT c.image, i.stage, v.environment, v.version FROM ",
            $($from,)+
            " LEFT JOIN images i ON i.image = c.image AND i.current AND i.hash_version = ",
            hash_version!(),
            " LEFT JOIN versions v ON (v.environment, v.version) = (
                  SELECT newest.environment, newest.version FROM versions newest
                  JOIN environments e ON e.name = newest.environment WHERE newest.image = c.image
                  ORDER BY e.anonymous, newest.registered_at DESC, newest.environment, newest.sequence DESC LIMIT 1)"
        )
    };
}

/// At most `limit` images that may be reused, those built last.
pub async fn newest_images(connection: &mut Connection, limit: i64) -> Result<Vec<IndexEntry>, sqlx::Error> {
    sqlx::query_as(select_known!(
        "(SELECT image FROM images WHERE current AND hash_version = ",
        hash_version!(),
        " ORDER BY built_at DESC LIMIT $1) c"
    ))
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// The hashes about which something changed after this change.
pub async fn after(connection: &mut Connection, change: i64) -> Result<Vec<IndexEntry>, sqlx::Error> {
    sqlx::query_as(select_known!("(SELECT DISTINCT image FROM image_changes WHERE change > $1) c"))
        .bind(change)
        .fetch_all(connection)
        .await
}
