//! When the registry was last asked for each image.

use crate::{Connection, corrupt, json};
use definition::Digest;

/// An image that the registry should have, or lost.
#[derive(Clone, Debug)]
pub struct RecordedImage {
    /// Its hash.
    pub image: Digest,
    /// Its manifest digest.
    pub manifest: String,
    /// Whether the registry did not have it when it was last asked.
    pub vanished: bool,
}

/// The query of [`least_recent`]. The condition is that of the index, which holds all columns.
pub const LEAST_RECENT: &str = "SELECT image, manifest, vanished FROM images
    WHERE evicted_at IS NULL OR vanished ORDER BY checked_at, build DESC LIMIT $1";

/// At most `limit` images for which the registry was not asked longest, those for which it never was first.
pub async fn least_recent(connection: &mut Connection, limit: i64) -> Result<Vec<RecordedImage>, sqlx::Error> {
    let rows: Vec<(String, String, bool)> = sqlx::query_as(LEAST_RECENT).bind(limit).fetch_all(connection).await?;
    let read = |(image, manifest, vanished): (String, String, bool)| {
        Ok(RecordedImage { image: image.parse().map_err(corrupt)?, manifest, vanished })
    };
    rows.into_iter().map(read).collect()
}

/// Records that the registry answered for these images.
pub async fn record(connection: &mut Connection, images: &[RecordedImage], at: &str) -> Result<(), sqlx::Error> {
    let names: Vec<(String, &str)> = images.iter().map(|image| (image.image.to_string(), &*image.manifest)).collect();
    sqlx::query(
        "UPDATE images SET checked_at = $2 FROM json_each($1) named
         WHERE images.image = json_extract(named.value, '$[0]') AND images.manifest = json_extract(named.value, '$[1]')",
    )
    .bind(json(&names)?)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}
