//! Eviction: which images may be evicted, worth least first, and the images that are on their way out of the registry.

use crate::versions::VersionKey;
use crate::{
    Connection, corrupt,
    hash_version::hash_version,
    images::{ImageRow, changes, select_images},
    json,
    strip::strip_columns,
};
use definition::Digest;
use sqlx::FromRow;
use std::collections::{BTreeSet, HashMap};

/// Which images may be evicted.
#[derive(Clone, Debug, Default)]
pub struct EvictionFilter {
    /// Of these hashes; of any when there is none.
    pub hashes: Vec<Digest>,
    /// Only those that nobody needs: older images of a hash, and those of a hash that no version has.
    pub only_unused: bool,
    /// Only those that were neither built nor reused after this.
    pub used_before: Option<String>,
}

/// An image that may be evicted, with everything that it was chosen by.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct EvictionKey {
    /// Its hash.
    pub image: String,
    /// Its manifest digest.
    pub manifest: String,
    /// Whether its hash stands for it.
    pub current: bool,
    /// Whether nobody needs it.
    pub unused: bool,
    /// When it was built or, being the current one of its hash, last reused.
    pub used_at: String,
}

/// Images from this source that are in the registry, with the rest of the query. `$1` are the named hashes as JSON text, `$2`
/// when an image has to have been used last, `$3` whether only unused ones count.
macro_rules! select_evictable {
    ($columns:literal, $source:literal, $rest:expr) => {
        concat!(
            "WITH candidate AS MATERIALIZED (
                SELECT i.image, i.manifest, i.current, i.size, i.duration,
                    NOT (i.current AND i.hash_version = ",
            hash_version!(),
            " AND EXISTS (SELECT 1 FROM versions v WHERE v.image = i.image)) AS unused,
                    CASE WHEN i.current
                        THEN MAX(i.built_at, COALESCE((SELECT MAX(r.at) FROM reuses r WHERE r.image = i.image), ''))
                        ELSE i.built_at END AS used_at
                FROM ",
            $source,
            " AND i.evicted_at IS NULL)
             SELECT ",
            $columns,
            " FROM candidate c WHERE ($2 IS NULL OR c.used_at <= $2) AND (c.unused OR NOT $3) AND ",
            $rest
        )
    };
}

/// Whether versions are tied to an image. Under an older version of the hash it was tied by somebody who wanted exactly that
/// image, so it counts as tied unless its hash is named.
macro_rules! is_tied {
    () => {
        "(EXISTS (SELECT 1 FROM ties t WHERE t.image = c.image AND t.manifest = c.manifest)
            OR $1 = '[]' AND EXISTS (SELECT 1 FROM former_digests f WHERE f.image = c.image AND f.tied = c.manifest))"
    };
}

/// What is not tied, and what no build that runs may push once more.
macro_rules! is_evictable {
    ($rest:literal) => {
        concat!(
            "NOT ",
            is_tied!(),
            " AND NOT EXISTS (SELECT 1 FROM builds b WHERE b.image = c.image AND b.state IN ('queued', 'running')
                AND b.state = 'running')",
            $rest
        )
    };
}

/// Unused images first; among equals the one that costs most to keep: its size times its idle hours, per second that building
/// it again takes. `$4` is the time.
macro_rules! worth_least_first {
    () => {
        is_evictable!(
            " ORDER BY c.unused DESC,
                c.size * (MAX(CAST((julianday($4) - julianday(c.used_at)) * 24 AS INTEGER), 0) + 1)
                    / (c.duration / 1000 + 1) DESC,
                c.manifest, c.image
              LIMIT $5 OFFSET $6"
        )
    };
}

const CANDIDATES: &str = select_evictable!(
    "c.image, c.manifest, c.current, c.unused, c.used_at",
    "images i WHERE TRUE",
    worth_least_first!()
);
const NAMED_CANDIDATES: &str = select_evictable!(
    "c.image, c.manifest, c.current, c.unused, c.used_at",
    "images i WHERE i.image IN (SELECT value FROM json_each($1))",
    worth_least_first!()
);
const ONE_CANDIDATE: &str = select_evictable!(
    "c.image, c.manifest, c.current, c.unused, c.used_at",
    "images i WHERE i.image = $4 AND i.manifest = $5",
    is_evictable!("")
);
const COUNT_TIED: &str = select_evictable!(
    "COUNT(*)",
    "(SELECT image, manifest FROM ties UNION SELECT image, tied FROM former_digests WHERE tied IS NOT NULL) held
     JOIN images i ON i.image = held.image AND i.manifest = held.manifest
     WHERE ($1 = '[]' OR i.image IN (SELECT value FROM json_each($1)))",
    is_tied!()
);

/// At most `limit` images that may be evicted, worth least first, after `offset` others.
pub async fn candidates(
    connection: &mut Connection,
    filter: &EvictionFilter,
    now: &str,
    limit: usize,
    offset: usize,
) -> Result<Vec<EvictionKey>, sqlx::Error> {
    sqlx::query_as(if filter.hashes.is_empty() { CANDIDATES } else { NAMED_CANDIDATES })
        .bind(json(&filter.hashes)?)
        .bind(&filter.used_before)
        .bind(filter.only_unused)
        .bind(now)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .bind(i64::try_from(offset).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await
}

/// Whether an image may still be evicted for the same reasons as when it was chosen.
pub async fn is_unchanged(
    connection: &mut Connection,
    filter: &EvictionFilter,
    chosen: &EvictionKey,
) -> Result<bool, sqlx::Error> {
    let now: Option<EvictionKey> = sqlx::query_as(ONE_CANDIDATE)
        .bind(json(&filter.hashes)?)
        .bind(&filter.used_before)
        .bind(filter.only_unused)
        .bind(&chosen.image)
        .bind(&chosen.manifest)
        .fetch_optional(connection)
        .await?;
    Ok(now.as_ref() == Some(chosen))
}

/// How many images stay although the filter selects them, because versions are tied to them.
pub async fn count_tied(connection: &mut Connection, filter: &EvictionFilter) -> Result<u32, sqlx::Error> {
    sqlx::query_scalar(COUNT_TIED)
        .bind(json(&filter.hashes)?)
        .bind(&filter.used_before)
        .bind(filter.only_unused)
        .fetch_one(connection)
        .await
}

/// The rows of images, by hash and manifest digest.
pub async fn rows(
    connection: &mut Connection,
    keys: &[EvictionKey],
) -> Result<HashMap<(String, String), ImageRow>, sqlx::Error> {
    let names: Vec<(&str, &str)> = keys.iter().map(|key| (&*key.image, &*key.manifest)).collect();
    let rows: Vec<ImageRow> = sqlx::query_as(select_images!(
        " FROM json_each($1) named JOIN images i
            ON i.image = json_extract(named.value, '$[0]') AND i.manifest = json_extract(named.value, '$[1]')"
    ))
    .bind(json(&names)?)
    .fetch_all(connection)
    .await?;
    let keyed = |row: ImageRow| ((row.strip.digests.image.to_string(), row.manifest.clone()), row);
    Ok(rows.into_iter().map(keyed).collect())
}

/// How many images in the registry have each of these layers.
pub async fn layer_holders(
    connection: &mut Connection,
    layers: &BTreeSet<&str>,
) -> Result<HashMap<String, i64>, sqlx::Error> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT l.digest, l.holders FROM json_each($1) named JOIN layers l ON l.digest = named.value")
            .bind(json(layers)?)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().collect())
}

/// Versions of a hash, and how many there are.
pub type CountedVersions = (Vec<VersionKey>, u32);

#[derive(FromRow)]
struct UntiedVersion {
    image: String,
    environment: String,
    version: String,
    total: u32,
}

/// At most `limit` versions of each of these hashes that are tied to no image, newest first, and how many there are.
pub async fn untied_versions(
    connection: &mut Connection,
    hashes: &[&str],
    limit: i64,
) -> Result<HashMap<String, CountedVersions>, sqlx::Error> {
    let rows: Vec<UntiedVersion> = sqlx::query_as(
        "SELECT image, environment, version, total FROM (
            SELECT v.image, v.environment, v.version, COUNT(*) OVER (PARTITION BY v.image) AS total,
                ROW_NUMBER() OVER (PARTITION BY v.image
                    ORDER BY v.registered_at DESC, v.environment, v.sequence DESC) AS place
            FROM versions v
            WHERE v.image IN (SELECT value FROM json_each($1))
                AND NOT EXISTS (SELECT 1 FROM ties t WHERE t.environment = v.environment AND t.version = v.version))
         WHERE place <= $2 ORDER BY image, place",
    )
    .bind(json(&hashes)?)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let mut all: HashMap<String, CountedVersions> = HashMap::new();
    for UntiedVersion { image, environment, version, total } in rows {
        let (versions, count) = all.entry(image).or_default();
        versions.push(VersionKey { environment, version });
        *count = total;
    }
    Ok(all)
}

/// Records that an image leaves the registry, which has still to be asked for that; false when it has left already.
pub async fn begin(connection: &mut Connection, hash: &str, manifest: &str, at: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE images SET current = FALSE, evicted_at = $3, vanished = FALSE, evicting = TRUE
         WHERE image = $1 AND manifest = $2 AND evicted_at IS NULL",
    )
    .bind(hash)
    .bind(manifest)
    .bind(at)
    .execute(&mut *connection)
    .await?;
    let begun = done.rows_affected() > 0;
    if begun {
        changes::record(connection, hash).await?;
    }
    Ok(begun)
}

/// Records that the registry removed an image.
pub async fn finish(connection: &mut Connection, hash: &str, manifest: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE images SET evicting = FALSE WHERE image = $1 AND manifest = $2 AND evicting")
        .bind(hash)
        .bind(manifest)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes back that an image leaves the registry, which did not remove it: it is the current one of its hash if it was that
/// before and no other is now. False when it is not on its way out any more.
pub async fn undo(connection: &mut Connection, key: &EvictionKey) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE images SET evicted_at = NULL, evicting = FALSE,
            current = $3 AND NOT EXISTS (SELECT 1 FROM images other WHERE other.image = $1 AND other.current)
         WHERE image = $1 AND manifest = $2 AND evicting",
    )
    .bind(&key.image)
    .bind(&key.manifest)
    .bind(key.current)
    .execute(&mut *connection)
    .await?;
    let undone = done.rows_affected() > 0;
    if undone {
        changes::record(connection, &key.image).await?;
    }
    Ok(undone)
}

/// An image that the registry has still to be asked to remove.
#[derive(Clone, Debug)]
pub struct LeavingImage {
    /// Its hash.
    pub image: Digest,
    /// Its manifest digest.
    pub manifest: String,
    /// The digest of its step 1.
    pub stage: Digest,
}

/// Every image that the registry has still to be asked to remove, but for those of hashes that are being built: such a build
/// may push the same image.
pub async fn leaving(connection: &mut Connection) -> Result<Vec<LeavingImage>, sqlx::Error> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT i.image, i.manifest, i.stage FROM images i WHERE i.evicting
            AND NOT EXISTS (SELECT 1 FROM builds b WHERE b.image = i.image AND b.state IN ('queued', 'running')
                AND b.state = 'running')",
    )
    .fetch_all(connection)
    .await?;
    let read = |(image, manifest, stage): (String, String, String)| {
        Ok(LeavingImage { image: image.parse().map_err(corrupt)?, manifest, stage: stage.parse().map_err(corrupt)? })
    };
    rows.into_iter().map(read).collect()
}

/// Whether an image may still be in the registry although it was evicted.
pub async fn is_leaving(connection: &mut Connection, hash: &str, manifest: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM images WHERE image = $1 AND manifest = $2 AND evicting)")
        .bind(hash)
        .bind(manifest)
        .fetch_one(connection)
        .await
}
