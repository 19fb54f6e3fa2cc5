//! Versions whose image is one digest, whatever is built or restored.

use crate::{Connection, versions::VersionKey};
use sqlx::FromRow;

/// A tie to write.
#[derive(Clone, Copy, Debug)]
pub struct NewTie<'a> {
    /// The environment.
    pub environment: &'a str,
    /// The version of that.
    pub version: &'a str,
    /// Its hash.
    pub hash: &'a str,
    /// The manifest digest.
    pub manifest: &'a str,
    /// When.
    pub at: &'a str,
    /// By whom.
    pub by: &'a str,
}

/// Ties a version to an image, whatever it was tied to before.
pub async fn tie(connection: &mut Connection, new: &NewTie<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO ties (environment, version, image, manifest, tied_at, tied_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (environment, version) DO UPDATE SET image = excluded.image, manifest = excluded.manifest,
            tied_at = excluded.tied_at, tied_by = excluded.tied_by",
    )
    .bind(new.environment)
    .bind(new.version)
    .bind(new.hash)
    .bind(new.manifest)
    .bind(new.at)
    .bind(new.by)
    .execute(connection)
    .await?;
    Ok(())
}

/// Unties a version; whether it was tied.
pub async fn untie(connection: &mut Connection, environment: &str, version: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("DELETE FROM ties WHERE environment = $1 AND version = $2")
        .bind(environment)
        .bind(version)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// The versions that are tied to an image, newest first.
pub async fn of_image(connection: &mut Connection, hash: &str, manifest: &str) -> Result<Vec<VersionKey>, sqlx::Error> {
    sqlx::query_as(
        "SELECT environment, version FROM ties WHERE image = $1 AND manifest = $2
         ORDER BY tied_at DESC, environment, version",
    )
    .bind(hash)
    .bind(manifest)
    .fetch_all(connection)
    .await
}

/// A version of a hash, with what it is tied to.
#[derive(Clone, Debug, FromRow)]
pub struct TouchedVersion {
    /// The environment.
    pub environment: String,
    /// The version of that.
    pub version: String,
    /// Who registered it.
    pub registered_by: String,
    /// When it was registered.
    pub registered_at: String,
    /// The manifest digest that it is tied to.
    pub tied: Option<String>,
}

/// At most `limit` versions of a hash with what they are tied to, newest first.
pub async fn touched(connection: &mut Connection, hash: &str, limit: i64) -> Result<Vec<TouchedVersion>, sqlx::Error> {
    sqlx::query_as(
        "SELECT v.environment, v.version, v.registered_by, v.registered_at, t.manifest AS tied FROM versions v
         LEFT JOIN ties t ON t.environment = v.environment AND t.version = v.version
         WHERE v.image = $1 ORDER BY v.registered_at DESC, v.environment, v.sequence DESC LIMIT $2",
    )
    .bind(hash)
    .bind(limit)
    .fetch_all(connection)
    .await
}
