//! Versions: inserted once; only description, tags and whether lists show them are ever updated, and the digests where
//! the version of the hash moved.

pub mod hash_versions;
pub mod labels;
pub mod listing;
pub mod ties;

use crate::{
    Connection, EnvironmentType, Strip,
    environments::search,
    from_json,
    hash_version::hash_version,
    json,
    spelling::Spelled as _,
    standing::{ImageStanding, standing_columns, standing_joins},
    strip::{bind_strip, strip_columns},
};
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// What a version is found by.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct VersionKey {
    /// The environment.
    pub environment: String,
    /// The version.
    pub version: String,
}

/// A version as it is stored, with where its image stands.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// What it is found by.
    pub key: VersionKey,
    /// The order of registration in its environment, the first is 1.
    pub sequence: i64,
    /// Who manages its packages, and whether it came with the workspace.
    pub r#type: EnvironmentType,
    /// Its digests.
    pub strip: Strip,
    /// The version of the hash that these are of: an older one where the definition has no hash any more.
    pub hash_version: u32,
    /// When it was registered.
    pub registered_at: String,
    /// By whom.
    pub registered_by: String,
    /// What it is for.
    pub description: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The definition in the v1 JSON form.
    pub definition: serde_json::Value,
    /// Whether it is hidden from the lists of Azure's clients.
    pub archived: bool,
    /// Where its image stands.
    pub standing: ImageStanding,
    /// The manifest digest that it is tied to.
    pub tied: Option<String>,
}

impl FromRow<'_, SqliteRow> for VersionRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            key: VersionKey::from_row(row)?,
            sequence: row.try_get("sequence")?,
            r#type: EnvironmentType::of_word(row.try_get("type")?)?,
            strip: Strip::from_row(row)?,
            hash_version: row.try_get("hash_version")?,
            registered_at: row.try_get("registered_at")?,
            registered_by: row.try_get("registered_by")?,
            description: row.try_get("description")?,
            tags: from_json(row.try_get("tags")?)?,
            definition: from_json(row.try_get("definition")?)?,
            archived: row.try_get("archived")?,
            standing: ImageStanding::from_row(row)?,
            tied: row.try_get("tied")?,
        })
    }
}

macro_rules! select_versions {
    ($rest:literal) => {
        concat!(
            "SELECT v.environment, v.version, v.sequence, v.type, v.registered_at, v.registered_by, v.description, ",
            "v.tags, v.definition, v.archived, v.hash_version, t.manifest AS tied, ",
            strip_columns!("v"),
            ", ",
            standing_columns!(),
            " FROM versions v ",
            standing_joins!("v.image"),
            $rest
        )
    };
}

/// A version to insert.
#[derive(Clone, Debug)]
pub struct NewVersion<'a> {
    /// Its environment.
    pub environment: &'a str,
    /// Its name.
    pub version: &'a str,
    /// Its place in the order of registration.
    pub sequence: i64,
    /// Who manages its packages, and whether it comes with the workspace.
    pub r#type: EnvironmentType,
    /// Its digests.
    pub strip: &'a Strip,
    /// When.
    pub registered_at: &'a str,
    /// By whom.
    pub registered_by: &'a str,
    /// What it is for.
    pub description: &'a str,
    /// Its tags.
    pub tags: &'a BTreeMap<String, String>,
    /// The definition in the v1 JSON form.
    pub definition: &'a serde_json::Value,
}

/// Inserts a version; its environment is there already, and names it as its newest.
pub async fn insert(connection: &mut Connection, new: &NewVersion<'_>) -> Result<(), sqlx::Error> {
    let query = sqlx::query(concat!(
        "INSERT INTO versions (environment, version, sequence, number, type, registered_at, registered_by, description,
            tags, definition, base, steps, python, spark, extras, stage, image, filled, hash_version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, ",
        hash_version!(),
        ")"
    ))
    .bind(new.environment)
    .bind(new.version)
    .bind(new.sequence)
    .bind(number(new.version))
    .bind(new.r#type.word())
    .bind(new.registered_at)
    .bind(new.registered_by)
    .bind(new.description)
    .bind(json(new.tags)?)
    .bind(json(new.definition)?);
    bind_strip!(query, new.strip).execute(&mut *connection).await?;
    search::update_search_text(connection, new.environment).await
}

/// A version as a number: digits without leading zeros that leave room to count on.
fn number(version: &str) -> Option<i64> {
    let plain = !version.starts_with('0') && version.len() <= 15 && version.bytes().all(|byte| byte.is_ascii_digit());
    version.parse().ok().filter(|_| plain)
}

/// The number that follows the highest one of this environment.
pub async fn next_number(connection: &mut Connection, environment: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM versions WHERE environment = $1")
        .bind(environment)
        .fetch_one(connection)
        .await
}

/// One version.
pub async fn get(
    connection: &mut Connection,
    environment: &str,
    version: &str,
) -> Result<Option<VersionRow>, sqlx::Error> {
    sqlx::query_as(select_versions!("WHERE v.environment = $1 AND v.version = $2"))
        .bind(environment)
        .bind(version)
        .fetch_optional(connection)
        .await
}

/// The newest version.
pub async fn newest(connection: &mut Connection, environment: &str) -> Result<Option<VersionRow>, sqlx::Error> {
    sqlx::query_as(select_versions!("WHERE v.environment = $1 ORDER BY v.sequence DESC LIMIT 1"))
        .bind(environment)
        .fetch_optional(connection)
        .await
}

/// The version registered before this one.
pub async fn preceding(
    connection: &mut Connection,
    environment: &str,
    version: &str,
) -> Result<Option<VersionRow>, sqlx::Error> {
    sqlx::query_as(select_versions!(
        "WHERE v.environment = $1 AND v.sequence =
            (SELECT this.sequence - 1 FROM versions this WHERE this.environment = $1 AND this.version = $2)"
    ))
    .bind(environment)
    .bind(version)
    .fetch_optional(connection)
    .await
}

/// At most `limit` versions, newest first, all registered before the one in this place of the order.
pub async fn before(
    connection: &mut Connection,
    environment: &str,
    sequence: i64,
    limit: i64,
) -> Result<Vec<VersionRow>, sqlx::Error> {
    sqlx::query_as(select_versions!("WHERE v.environment = $1 AND v.sequence < $2 ORDER BY v.sequence DESC LIMIT $3"))
        .bind(environment)
        .bind(sequence)
        .bind(limit)
        .fetch_all(connection)
        .await
}

/// The versions that share the image of this hash, newest first, at most `limit`.
pub async fn sharing(connection: &mut Connection, hash: &str, limit: i64) -> Result<Vec<VersionKey>, sqlx::Error> {
    sqlx::query_as(
        "SELECT environment, version FROM versions WHERE image = $1
         ORDER BY registered_at DESC, environment, sequence DESC LIMIT $2",
    )
    .bind(hash)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// How many versions share the image of this hash.
pub async fn count_sharing(connection: &mut Connection, hash: &str) -> Result<u32, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM versions WHERE image = $1").bind(hash).fetch_one(connection).await
}

/// Replaces description and tags.
pub async fn describe(
    connection: &mut Connection,
    environment: &str,
    version: &str,
    description: &str,
    tags: &BTreeMap<String, String>,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE versions SET description = $3, tags = $4 WHERE environment = $1 AND version = $2")
        .bind(environment)
        .bind(version)
        .bind(description)
        .bind(json(tags)?)
        .execute(&mut *connection)
        .await?;
    search::update_search_text(connection, environment).await
}

/// Hides a version from lists, or brings it back; whether that changed anything.
pub async fn set_archived(
    connection: &mut Connection,
    environment: &str,
    version: &str,
    archived: bool,
) -> Result<bool, sqlx::Error> {
    let done =
        sqlx::query("UPDATE versions SET archived = $3 WHERE environment = $1 AND version = $2 AND archived <> $3")
            .bind(environment)
            .bind(version)
            .bind(archived)
            .execute(connection)
            .await?;
    Ok(done.rows_affected() > 0)
}
