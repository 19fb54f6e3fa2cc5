//! Digests of older versions of the hash: what a version had before, and what is to be computed anew.

use crate::{
    Connection, Strip, corrupt,
    hash_version::hash_version,
    strip::{bind_strip, strip_columns},
    versions::VersionKey,
};
use definition::HASH_VERSION;
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// A version whose digests an older version of the hash computed.
#[derive(Clone, Debug)]
pub struct Outdated {
    /// The version.
    pub key: VersionKey,
    /// The version of the hash that its digests are of.
    pub hash_version: i64,
    /// These digests.
    pub strip: Strip,
    /// The definition in the v1 JSON form.
    pub definition: String,
    /// The manifest digest that it is tied to.
    pub tied: Option<String>,
    /// Whether it is the newest version of its environment.
    pub is_latest: bool,
}

impl FromRow<'_, SqliteRow> for Outdated {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            key: VersionKey::from_row(row)?,
            hash_version: row.try_get("hash_version")?,
            strip: Strip::from_row(row)?,
            definition: row.try_get("definition")?,
            tied: row.try_get("tied")?,
            is_latest: row.try_get("is_latest")?,
        })
    }
}

/// Reads at most `limit` outdated versions, those that come after `after` in the order of the query.
pub async fn outdated(
    connection: &mut Connection,
    after: Option<&Outdated>,
    limit: i64,
) -> Result<Vec<Outdated>, sqlx::Error> {
    let (hash_version, environment, version) = after
        .map_or((0, "", ""), |after| (after.hash_version, after.key.environment.as_str(), after.key.version.as_str()));
    sqlx::query_as(OUTDATED).bind(hash_version).bind(environment).bind(version).bind(limit).fetch_all(connection).await
}

const OUTDATED: &str = concat!(
    "SELECT v.environment, v.version, v.hash_version, v.definition, t.manifest AS tied, e.latest = v.version AS is_latest, ",
    strip_columns!("v"),
    " FROM versions v INDEXED BY versions_hash_version JOIN environments e ON e.name = v.environment
      LEFT JOIN ties t ON t.environment = v.environment AND t.version = v.version
      WHERE v.hash_version < ",
    hash_version!(),
    " AND (v.hash_version, v.environment, v.version) > ($1, $2, $3)
      ORDER BY v.hash_version, v.environment, v.version LIMIT $4"
);

/// Records the digests of a version as former ones, unless they are recorded already, and ends its tie.
pub async fn record_former(connection: &mut Connection, outdated: &Outdated) -> Result<(), sqlx::Error> {
    let VersionKey { environment, version } = &outdated.key;
    let query = sqlx::query(
        "INSERT INTO former_digests (environment, version, hash_version, tied,
            base, steps, python, spark, extras, stage, image, filled)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
    )
    .bind(environment)
    .bind(version)
    .bind(outdated.hash_version)
    .bind(&outdated.tied);
    bind_strip!(query, outdated.strip).execute(&mut *connection).await?;
    if outdated.tied.is_some() {
        crate::versions::ties::untie(connection, environment, version).await?;
    }
    Ok(())
}

/// Gives a version the digests that [`HASH_VERSION`] computes.
pub async fn renew(connection: &mut Connection, outdated: &Outdated, strip: &Strip) -> Result<(), sqlx::Error> {
    let VersionKey { environment, version } = &outdated.key;
    let query = sqlx::query(
        "UPDATE versions SET hash_version = $3, base = $4, steps = $5, python = $6, spark = $7, extras = $8, stage = $9,
            image = $10, filled = $11 WHERE environment = $1 AND version = $2",
    )
    .bind(environment)
    .bind(version)
    .bind(HASH_VERSION);
    bind_strip!(query, strip).execute(&mut *connection).await?;
    if outdated.is_latest {
        sqlx::query("UPDATE environments SET latest_image = $2 WHERE name = $1")
            .bind(environment)
            .bind(strip.digests.image.to_string())
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// The builds of older versions of the hash that wait or run.
pub async fn unfinished_builds(connection: &mut Connection) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(UNFINISHED).fetch_all(connection).await
}

const UNFINISHED: &str = concat!(
    "SELECT id FROM builds INDEXED BY builds_unfinished WHERE state IN ('queued', 'running') AND hash_version < ",
    hash_version!(),
    " ORDER BY id"
);

/// The digests that a version had under an older version of the hash.
#[derive(Clone, Debug)]
pub struct FormerDigests {
    /// The version of the hash.
    pub hash_version: u32,
    /// The digests.
    pub strip: Strip,
    /// Whether images of that hash are recorded.
    pub has_image: bool,
    /// The manifest digest that the version was tied to then.
    pub tied: Option<String>,
}

impl FromRow<'_, SqliteRow> for FormerDigests {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            hash_version: row.try_get("hash_version")?,
            strip: Strip::from_row(row)?,
            has_image: row.try_get("has_image")?,
            tied: row.try_get("tied")?,
        })
    }
}

/// Reads the former digests of a version, the newest version of the hash first.
pub async fn former(
    connection: &mut Connection,
    environment: &str,
    version: &str,
) -> Result<Vec<FormerDigests>, sqlx::Error> {
    sqlx::query_as(concat!(
        "SELECT f.hash_version, f.tied, EXISTS (SELECT 1 FROM images i WHERE i.image = f.image) AS has_image, ",
        strip_columns!("f"),
        " FROM former_digests f WHERE f.environment = $1 AND f.version = $2 ORDER BY f.hash_version DESC"
    ))
    .bind(environment)
    .bind(version)
    .fetch_all(connection)
    .await
}

/// At most `limit` versions that had this hash under an older version, those registered last first, and how many there
/// are.
pub async fn former_sharing(
    connection: &mut Connection,
    hash: &str,
    limit: i64,
) -> Result<(Vec<VersionKey>, u32), sqlx::Error> {
    let sharing = sqlx::query_as(
        "SELECT f.environment, f.version FROM former_digests f
         JOIN versions v ON v.environment = f.environment AND v.version = f.version
         WHERE f.image = $1 ORDER BY v.registered_at DESC, f.environment, v.sequence DESC LIMIT $2",
    )
    .bind(hash)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM former_digests WHERE image = $1")
        .bind(hash)
        .fetch_one(connection)
        .await?;
    Ok((sharing, u32::try_from(count).map_err(corrupt)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, plan};

    #[tokio::test]
    async fn what_is_outdated_is_found_by_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), ()).await.unwrap();
        let mut connection = store.read().await.unwrap();
        let outdated = plan(&mut connection, OUTDATED).await;
        assert!(outdated.contains("INDEX versions_hash_version ((hash_version,environment,version)>"), "{outdated}");
        assert!(!outdated.contains("TEMP B-TREE"), "{outdated}");
        let unfinished = plan(&mut connection, UNFINISHED).await;
        assert!(unfinished.contains("INDEX builds_unfinished (hash_version<?)"), "{unfinished}");
    }
}
