//! Images over time: every one that a hash had, which is current, and which left the registry.

use crate::{
    Connection, from_json,
    images::{ImageRow, LockedPackage, changes, select_images},
    strip::strip_columns,
};

/// Every image of a hash, built last first.
pub async fn all(connection: &mut Connection, hash: &str) -> Result<Vec<ImageRow>, sqlx::Error> {
    sqlx::query_as(select_images!(" FROM images i WHERE i.image = $1 ORDER BY i.build DESC, i.manifest"))
        .bind(hash)
        .fetch_all(connection)
        .await
}

/// One image of a hash.
pub async fn get(connection: &mut Connection, hash: &str, manifest: &str) -> Result<Option<ImageRow>, sqlx::Error> {
    sqlx::query_as(select_images!(" FROM images i WHERE i.image = $1 AND i.manifest = $2"))
        .bind(hash)
        .bind(manifest)
        .fetch_optional(connection)
        .await
}

/// The image with this manifest digest when one is given, else the current one of the hash; also of an older version of
/// the hash, so that it can be shown.
pub async fn chosen(
    connection: &mut Connection,
    hash: &str,
    manifest: Option<&str>,
) -> Result<Option<ImageRow>, sqlx::Error> {
    match manifest {
        Some(manifest) => get(connection, hash, manifest).await,
        None => crate::images::current_of_any_version(connection, hash).await,
    }
}

/// The packages of an image.
pub async fn lock(connection: &mut Connection, hash: &str, manifest: &str) -> Result<Vec<LockedPackage>, sqlx::Error> {
    let lock: String = sqlx::query_scalar("SELECT lock FROM images WHERE image = $1 AND manifest = $2")
        .bind(hash)
        .bind(manifest)
        .fetch_one(connection)
        .await?;
    from_json(&lock)
}

/// Makes an image the one that its hash stands for. It is in the registry.
pub async fn make_current(connection: &mut Connection, hash: &str, manifest: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE images SET current = FALSE WHERE image = $1 AND current")
        .bind(hash)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "UPDATE images SET current = TRUE, evicted_at = NULL, vanished = FALSE, evicting = FALSE
         WHERE image = $1 AND manifest = $2",
    )
    .bind(hash)
    .bind(manifest)
    .execute(&mut *connection)
    .await?;
    changes::record(connection, hash).await
}

/// How an image left the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It was evicted here.
    Evicted,
    /// It was found to be gone.
    Vanished,
}

/// An image is not in the registry any more; false when that was known.
pub async fn mark_gone(
    connection: &mut Connection,
    hash: &str,
    manifest: &str,
    at: &str,
    how: Departure,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE images SET current = FALSE, evicted_at = $3, vanished = $4
         WHERE image = $1 AND manifest = $2 AND evicted_at IS NULL",
    )
    .bind(hash)
    .bind(manifest)
    .bind(at)
    .bind(how == Departure::Vanished)
    .execute(&mut *connection)
    .await?;
    changed(connection, hash, done.rows_affected() > 0).await
}

/// Records that the image of a hash changed, if it did; whether it did.
async fn changed(connection: &mut Connection, hash: &str, really: bool) -> Result<bool, sqlx::Error> {
    if really {
        changes::record(connection, hash).await?;
    }
    Ok(really)
}

/// A lost image is in the registry again: the current one of its hash, unless that has another.
pub async fn mark_present(connection: &mut Connection, hash: &str, manifest: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE images SET evicted_at = NULL, vanished = FALSE,
            current = NOT EXISTS (SELECT 1 FROM images other WHERE other.image = $1 AND other.current)
         WHERE image = $1 AND manifest = $2 AND vanished",
    )
    .bind(hash)
    .bind(manifest)
    .execute(&mut *connection)
    .await?;
    changed(connection, hash, done.rows_affected() > 0).await
}

/// Whether any image in the registry was built on this image of step 1, or is being built on it.
pub async fn is_stage_used(connection: &mut Connection, stage: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM images WHERE stage = $1 AND evicted_at IS NULL)
             OR EXISTS (SELECT 1 FROM builds WHERE stage = $1 AND state IN ('queued', 'running'))",
    )
    .bind(stage)
    .fetch_one(connection)
    .await
}
