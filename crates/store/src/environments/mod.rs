//! Environments: one row each, with its newest version repeated so that lists need no search for it.

pub mod listing;
pub mod search;

use crate::{Connection, EnvironmentType, Strip, json, spelling::Spelled as _, standing::latest_image_join};
use std::collections::BTreeMap;

/// What registration needs to know of an environment.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EnvironmentHead {
    /// `curated`, `system` or `user`.
    pub r#type: String,
    /// How many versions it has.
    pub versions: i64,
    /// Whether it is hidden from lists.
    pub archived: bool,
    /// Whether nobody named it.
    pub anonymous: bool,
}

/// The head of an environment.
pub async fn head(connection: &mut Connection, name: &str) -> Result<Option<EnvironmentHead>, sqlx::Error> {
    sqlx::query_as("SELECT type, versions, archived, anonymous FROM environments WHERE name = $1")
        .bind(name)
        .fetch_optional(connection)
        .await
}

/// The newest version of an environment, as its row repeats it.
#[derive(Clone, Debug)]
pub struct NewestVersion<'a> {
    /// The environment.
    pub name: &'a str,
    /// Who manages the packages.
    pub r#type: EnvironmentType,
    /// The version.
    pub version: &'a str,
    /// Its digests.
    pub strip: &'a Strip,
    /// When it was registered.
    pub at: &'a str,
    /// By whom; the owner, when it is the first.
    pub by: &'a str,
    /// The names of its packages, for the search.
    pub packages: &'a [String],
    /// Whether nobody named the environment.
    pub anonymous: bool,
}

/// Makes the environment, or gives it one more version; it is in the lists afterwards, unless nobody ever named it.
pub async fn advance(connection: &mut Connection, newest: &NewestVersion<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO environments (name, type, archived, owner, latest, latest_image, changed_at, versions,
            anonymous)
         VALUES ($1, $2, FALSE, $3, $4, $5, $6, 1, $7)
         ON CONFLICT (name) DO UPDATE SET type = excluded.type, archived = FALSE, latest = excluded.latest,
            latest_image = excluded.latest_image, changed_at = excluded.changed_at,
            versions = environments.versions + 1, anonymous = environments.anonymous AND excluded.anonymous",
    )
    .bind(newest.name)
    .bind(newest.r#type.word())
    .bind(newest.by)
    .bind(newest.version)
    .bind(newest.strip.digests.image.to_string())
    .bind(newest.at)
    .bind(newest.anonymous)
    .execute(&mut *connection)
    .await?;
    set_packages(connection, newest.name, newest.packages).await
}

/// Replaces the names of the packages of the newest version.
pub async fn set_packages(connection: &mut Connection, name: &str, packages: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM packages WHERE environment = $1").bind(name).execute(&mut *connection).await?;
    for package in packages {
        sqlx::query("INSERT INTO packages (environment, package) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(package)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Hides the environment from lists, or brings it back; whether that changed anything.
pub async fn set_archived(connection: &mut Connection, name: &str, archived: bool) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("UPDATE environments SET archived = $2 WHERE name = $1 AND archived <> $2")
        .bind(name)
        .bind(archived)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Replaces the labels.
pub async fn set_labels(
    connection: &mut Connection,
    name: &str,
    labels: &BTreeMap<String, String>,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE environments SET labels = $2 WHERE name = $1")
        .bind(name)
        .bind(json(labels)?)
        .execute(&mut *connection)
        .await?;
    search::update_search_text(connection, name).await
}

/// How many environments are listed, and how many of these have an image of their newest version.
pub async fn count(connection: &mut Connection) -> Result<(u32, u32), sqlx::Error> {
    sqlx::query_as(concat!(
        "SELECT COUNT(*), COUNT(i.image) FROM environments e",
        latest_image_join!(),
        "WHERE NOT e.archived AND NOT e.anonymous",
    ))
    .fetch_one(connection)
    .await
}
