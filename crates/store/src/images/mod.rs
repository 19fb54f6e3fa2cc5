//! Images: what builds made. A hash may have several manifests, the newest is current.

pub mod changes;
pub mod checks;
pub mod eviction;
pub mod history;
pub mod list;
pub mod nearest;
pub mod reuses;

use crate::{
    Connection, Strip, from_db_int, from_json,
    hash_version::hash_version,
    json,
    strip::{bind_strip, strip_columns},
    to_db_int,
    trials::TrialRow,
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// A recorded image without its contents.
#[derive(Clone, Debug)]
pub struct ImageRow {
    /// The digests of its definition.
    pub strip: Strip,
    /// The version of the hash that these digests are of.
    pub hash_version: u32,
    /// The manifest digest.
    pub manifest: String,
    /// The repository in the registry.
    pub repository: String,
    /// The sum of its compressed layers, in bytes.
    pub size: u64,
    /// Its layers.
    pub layers: Vec<ImageLayer>,
    /// The manifest digest of its base image.
    pub base_manifest: Option<String>,
    /// When it was built.
    pub built_at: String,
    /// The build that made it.
    pub build: i64,
    /// How long that took, in milliseconds.
    pub duration: u64,
    /// Whether its hash stands for it.
    pub current: bool,
    /// When it left the registry.
    pub evicted_at: Option<String>,
    /// What its trial found.
    pub trial: Option<TrialRow>,
}

/// One layer, as the column `layers` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageLayer {
    /// Its digest.
    pub digest: String,
    /// Its compressed size in bytes.
    pub size: u64,
    /// What made it: `base image`, `Docker steps`, `Python`.
    pub part: String,
    /// What it holds, in words, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
}

/// One package, as the column `lock` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What installed it: `conda`, `pip`, `maven`, `uv`.
    pub source: String,
    /// The conda build string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The SHA-256 of its file, where the installer told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where its file came from, where the installer told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl FromRow<'_, SqliteRow> for ImageRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            strip: Strip::from_row(row)?,
            hash_version: row.try_get("hash_version")?,
            manifest: row.try_get("manifest")?,
            repository: row.try_get("repository")?,
            size: from_db_int(row.try_get("size")?),
            layers: from_json(row.try_get("layers")?)?,
            base_manifest: row.try_get("base_manifest")?,
            built_at: row.try_get("built_at")?,
            build: row.try_get("build")?,
            duration: from_db_int(row.try_get("duration")?),
            current: row.try_get("current")?,
            evicted_at: row.try_get("evicted_at")?,
            trial: row.try_get::<Option<String>, _>("trial")?.as_deref().map(from_json).transpose()?,
        })
    }
}

/// The columns of a [`ImageRow`] image of the table `i`, and the rest of the query.
macro_rules! select_images {
    ($rest:literal) => {
        concat!(
            "SELECT i.manifest, i.repository, i.size, i.layers, i.base_manifest, i.built_at, i.build, i.duration, ",
            "i.current, i.evicted_at, i.trial, i.hash_version, ",
            strip_columns!("i"),
            $rest
        )
    };
}
pub(crate) use select_images;

/// What an image holds and was made from.
#[derive(Clone, Debug)]
pub struct ImageContents {
    /// Every package.
    pub lock: Vec<LockedPackage>,
    /// The definition in the v1 JSON form.
    pub definition: serde_json::Value,
    /// The Dockerfiles of both steps.
    pub dockerfile: String,
}

impl ImageRow {
    /// Whether it may be reused: one of an older version of the hash is only shown.
    pub fn is_reusable(&self) -> bool {
        self.hash_version == definition::HASH_VERSION
    }
}

/// The current image of a hash; none when an older version of the hash computed that, because such an image is never
/// reused.
pub async fn current(connection: &mut Connection, hash: &str) -> Result<Option<ImageRow>, sqlx::Error> {
    Ok(current_of_any_version(connection, hash).await?.filter(ImageRow::is_reusable))
}

/// The current image of a hash, also when an older version of the hash computed that.
pub async fn current_of_any_version(connection: &mut Connection, hash: &str) -> Result<Option<ImageRow>, sqlx::Error> {
    sqlx::query_as(select_images!(" FROM images i WHERE i.image = $1 AND i.current"))
        .bind(hash)
        .fetch_optional(connection)
        .await
}

/// What an image holds.
pub async fn contents(connection: &mut Connection, hash: &str, manifest: &str) -> Result<ImageContents, sqlx::Error> {
    let (lock, definition, dockerfile): (String, String, String) =
        sqlx::query_as("SELECT lock, definition, dockerfile FROM images WHERE image = $1 AND manifest = $2")
            .bind(hash)
            .bind(manifest)
            .fetch_one(connection)
            .await?;
    Ok(ImageContents { lock: from_json(&lock)?, definition: from_json(&definition)?, dockerfile })
}

/// The manifest digest of the current image of a hash; none when an older version of the hash computed that.
pub async fn current_manifest(connection: &mut Connection, hash: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(concat!(
        "SELECT manifest FROM images WHERE image = $1 AND current AND hash_version = ",
        hash_version!()
    ))
    .bind(hash)
    .fetch_optional(connection)
    .await
}

/// An image to record.
#[derive(Clone, Debug)]
pub struct NewImage<'a> {
    /// The digests of its definition.
    pub strip: &'a Strip,
    /// The manifest digest.
    pub manifest: &'a str,
    /// The repository in the registry.
    pub repository: &'a str,
    /// The manifest digest of its base image.
    pub base_manifest: Option<&'a str>,
    /// The Dockerfiles of both steps.
    pub dockerfile: &'a str,
    /// Its layers, the lowest first.
    pub layers: &'a [ImageLayer],
    /// Its packages.
    pub lock: &'a [LockedPackage],
    /// Whether its hash stands for it from now on.
    pub current: bool,
    /// The definition in the v1 JSON form.
    pub definition: &'a str,
    /// When it was built.
    pub built_at: &'a str,
    /// The build that made it.
    pub build: i64,
    /// How long that took, in milliseconds.
    pub duration: i64,
}

impl NewImage<'_> {
    /// The sum of its compressed layers, in bytes.
    pub fn size(&self) -> u64 {
        self.layers.iter().map(|layer| layer.size).sum()
    }
}

/// Records an image, as the current one of its hash if it is to be that. Those before keep their digests. An image that is
/// recorded already, since the same packages are the same image, is in the registry again.
pub async fn record(connection: &mut Connection, new: &NewImage<'_>) -> Result<(), sqlx::Error> {
    if new.current {
        sqlx::query("UPDATE images SET current = FALSE WHERE image = $1 AND current")
            .bind(new.strip.digests.image.to_string())
            .execute(&mut *connection)
            .await?;
    }
    let query = sqlx::query(concat!(
        "INSERT INTO images (manifest, current, built_at, build, duration, repository, size, base_manifest, layers,
            dockerfile, definition, lock, base, steps, python, spark, extras, stage, image, filled, hash_version)
         VALUES ($1, $20, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, ",
        hash_version!(),
        ") ON CONFLICT (image, manifest) DO UPDATE SET current = images.current OR excluded.current,
            built_at = excluded.built_at, build = excluded.build, duration = excluded.duration,
            layers = excluded.layers, evicted_at = NULL, vanished = FALSE, evicting = FALSE"
    ))
    .bind(new.manifest)
    .bind(new.built_at)
    .bind(new.build)
    .bind(new.duration)
    .bind(new.repository)
    .bind(to_db_int(new.size()))
    .bind(new.base_manifest)
    .bind(json(&new.layers)?)
    .bind(new.dockerfile)
    .bind(new.definition)
    .bind(json(&new.lock)?);
    bind_strip!(query, new.strip).bind(new.current).execute(&mut *connection).await?;
    changes::record(connection, &new.strip.digests.image.to_string()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_spelled<T: Serialize + serde::de::DeserializeOwned>(text: &str) {
        let value: T = from_json(text).unwrap();
        assert_eq!(json(&value).unwrap(), text);
    }

    #[test]
    fn layers_and_locks_are_spelled_as_they_always_were() {
        assert_spelled::<Vec<ImageLayer>>(
            r#"[{"digest":"sha256:71c0","size":7,"part":"Python","holds":"numpy 2.1.0 (pip)"},{"digest":"sha256:3f","size":9,"part":"base image"}]"#,
        );
        assert_spelled::<Vec<LockedPackage>>(
            r#"[{"name":"numpy","version":"2.1.0","source":"conda","build":"py311_0","sha256":"8a","url":"https://x.example/n.conda"},{"name":"six","version":"1.16","source":"pip"}]"#,
        );
    }
}
