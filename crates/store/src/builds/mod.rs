//! Builds: the queue and the history.

pub mod estimates;
pub mod queue;
pub mod steps;

use crate::{
    BuildState, Connection, StepKind, Strip, from_db_int, from_json,
    hash_version::hash_version,
    spelling::Spelled as _,
    strip::{bind_strip, strip_columns},
    trials::Trial,
    versions::VersionKey,
};
use definition::PackageSource;
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use steps::StepRow;

/// A build as it is stored.
#[derive(Clone, Debug)]
pub struct BuildRow {
    /// Its number.
    pub id: i64,
    /// Its digests.
    pub strip: Strip,
    /// The version of the hash that these are of.
    pub hash_version: u32,
    /// Its state.
    pub state: BuildState,
    /// The versions that asked for it, in order.
    pub asked_by: Vec<VersionKey>,
    /// Its steps, in order.
    pub steps: Vec<StepRow>,
    /// When it was asked for.
    pub queued_at: String,
    /// When it began.
    pub started_at: Option<String>,
    /// When it ended.
    pub finished_at: Option<String>,
    /// Why it failed.
    pub cause: Option<String>,
    /// How its image is made.
    pub mode: BuildMode,
    /// How many lines its log has.
    pub log_lines: u64,
    /// How long it should take, in milliseconds.
    pub expected: Option<u64>,
    /// What trying its image found.
    pub trial: Option<Trial>,
    /// The manifest digest of the image that it made.
    pub manifest: Option<String>,
    /// Whether somebody asked it to stop while it ran.
    pub cancelling: bool,
    /// How often the server died during it.
    pub interruptions: i64,
    /// The id of the rule that explains its failure.
    pub rule: Option<String>,
    /// The number of the line that told it.
    pub rule_line: Option<u64>,
    /// The package that it is about.
    pub rule_package: Option<ExplainedPackage>,
}

/// The package of a definition that made a build fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedPackage {
    /// The list that it stands in.
    pub source: PackageSource,
    /// Its name.
    pub name: String,
}

impl FromRow<'_, SqliteRow> for BuildRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let package = match (row.try_get("rule_source")?, row.try_get("rule_package")?) {
            (Some(source), Some(name)) => Some(ExplainedPackage { source: PackageSource::of_word(source)?, name }),
            _ => None,
        };
        Ok(Self {
            id: row.try_get("id")?,
            strip: Strip::from_row(row)?,
            hash_version: row.try_get("hash_version")?,
            state: BuildState::of_word(row.try_get("state")?)?,
            asked_by: Vec::new(),
            steps: Vec::new(),
            queued_at: row.try_get("queued_at")?,
            started_at: row.try_get("started_at")?,
            finished_at: row.try_get("finished_at")?,
            cause: row.try_get("cause")?,
            mode: BuildMode::from_row(row)?,
            log_lines: from_db_int(row.try_get("log_lines")?),
            expected: row.try_get::<Option<i64>, _>("expected")?.map(from_db_int),
            trial: row.try_get::<Option<String>, _>("trial")?.as_deref().map(from_json).transpose()?,
            manifest: row.try_get("manifest")?,
            cancelling: row.try_get("cancelling")?,
            interruptions: row.try_get("interruptions")?,
            rule: row.try_get("rule")?,
            rule_line: row.try_get::<Option<i64>, _>("rule_line")?.map(from_db_int),
            rule_package: package,
        })
    }
}

macro_rules! select_builds {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.state, b.queued_at, b.started_at, b.finished_at, b.cause, b.rebuild, b.lock, b.log_lines, ",
            "b.expected, b.manifest, b.cancelling, b.interruptions, b.rule, b.rule_line, b.rule_source, ",
            "b.rule_package, b.trial, b.hash_version, ",
            strip_columns!("b"),
            " FROM builds b ",
            $rest
        )
    };
}

/// How an image is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct BuildMode {
    /// Whether it is built although there is one, on purpose.
    pub rebuild: bool,
    /// The manifest digest of the image whose packages are installed; none when the definition is resolved.
    pub lock: Option<String>,
}

/// A build to insert.
#[derive(Clone, Debug)]
pub struct NewBuild<'a> {
    /// Its digests.
    pub strip: &'a Strip,
    /// The definition in the v1 JSON form.
    pub definition: &'a str,
    /// How its image is made.
    pub mode: &'a BuildMode,
    /// When it was asked for.
    pub queued_at: &'a str,
    /// The steps that it has.
    pub steps: &'a [StepKind],
    /// How many Python packages it asks for.
    pub packages: u32,
}

/// Puts a build into the queue; its number. There is no other build of the same image that waits or runs.
pub async fn insert(connection: &mut Connection, new: &NewBuild<'_>) -> Result<i64, sqlx::Error> {
    let id: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) + 1 FROM builds").fetch_one(&mut *connection).await?;
    let query = sqlx::query(concat!(
        "INSERT INTO builds (id, state, rebuild, cancelling, interruptions, queued_at, log_lines, definition,
            packages, lock, base, steps, python, spark, extras, stage, image, filled, hash_version)
         VALUES ($1, 'queued', $2, FALSE, 0, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, ",
        hash_version!(),
        ")"
    ))
    .bind(id)
    .bind(new.mode.rebuild)
    .bind(new.queued_at)
    .bind(new.definition)
    .bind(new.packages)
    .bind(&new.mode.lock);
    bind_strip!(query, new.strip).execute(&mut *connection).await?;
    steps::insert(connection, id, new.steps).await?;
    Ok(id)
}

/// Adds a version to those that asked for a build, unless it did already.
pub async fn add_requester(
    connection: &mut Connection,
    id: i64,
    environment: &str,
    version: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO build_versions (build, position, environment, version)
         SELECT $1, COUNT(*), $2, $3 FROM build_versions WHERE build = $1
         HAVING COUNT(CASE WHEN environment = $2 AND version = $3 THEN 1 END) = 0",
    )
    .bind(id)
    .bind(environment)
    .bind(version)
    .execute(connection)
    .await?;
    Ok(())
}

/// One build with its steps and those who asked for it.
pub async fn get(connection: &mut Connection, id: i64) -> Result<Option<BuildRow>, sqlx::Error> {
    let found: Option<BuildRow> =
        sqlx::query_as(select_builds!("WHERE b.id = $1")).bind(id).fetch_optional(&mut *connection).await?;
    match found {
        Some(stored) => complete(connection, stored).await.map(Some),
        None => Ok(None),
    }
}

/// At most `limit` builds before this number, newest first; those in this state when one is given.
pub async fn list(
    connection: &mut Connection,
    state: Option<BuildState>,
    before: i64,
    limit: i64,
) -> Result<Vec<BuildRow>, sqlx::Error> {
    let found: Vec<BuildRow> = match state {
        None => sqlx::query_as(select_builds!("WHERE b.id < $1 ORDER BY b.id DESC LIMIT $2")).bind(before).bind(limit),
        Some(state) => sqlx::query_as(select_builds!("WHERE b.id < $1 AND b.state = $3 ORDER BY b.id DESC LIMIT $2"))
            .bind(before)
            .bind(limit)
            .bind(state.word()),
    }
    .fetch_all(&mut *connection)
    .await?;
    let mut builds = Vec::with_capacity(found.len());
    for stored in found {
        builds.push(complete(connection, stored).await?);
    }
    Ok(builds)
}

async fn complete(connection: &mut Connection, mut stored: BuildRow) -> Result<BuildRow, sqlx::Error> {
    stored.steps = steps::of(connection, stored.id).await?;
    stored.asked_by =
        sqlx::query_as("SELECT environment, version FROM build_versions WHERE build = $1 ORDER BY position")
            .bind(stored.id)
            .fetch_all(connection)
            .await?;
    Ok(stored)
}

/// The definition of a build, in the v1 JSON form.
pub async fn definition(connection: &mut Connection, id: i64) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("SELECT definition FROM builds WHERE id = $1").bind(id).fetch_one(connection).await
}

/// The build of this hash that waits or runs.
pub async fn active(connection: &mut Connection, hash: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM builds WHERE image = $1 AND state IN ('queued', 'running')")
        .bind(hash)
        .fetch_optional(connection)
        .await
}

/// How a build makes its image.
pub async fn mode(connection: &mut Connection, id: i64) -> Result<BuildMode, sqlx::Error> {
    sqlx::query_as("SELECT rebuild, lock FROM builds WHERE id = $1").bind(id).fetch_one(connection).await
}

/// The builds that are said to run.
pub async fn running(connection: &mut Connection) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM builds WHERE state = 'running' ORDER BY id").fetch_all(connection).await
}

/// How many builds run and how many wait.
pub async fn count(connection: &mut Connection) -> Result<(u32, u32), sqlx::Error> {
    sqlx::query_as(
        "SELECT COUNT(CASE WHEN state = 'running' THEN 1 END), COUNT(CASE WHEN state = 'queued' THEN 1 END)
         FROM builds WHERE state IN ('queued', 'running')",
    )
    .fetch_one(connection)
    .await
}

/// How many builds there are in each state, with the word of the state.
pub async fn by_state(connection: &mut Connection) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let mut counts = Vec::new();
    for state in BuildState::ALL {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM builds WHERE state = $1").bind(state.word());
        counts.push((state.word().to_owned(), from_db_int(count.fetch_one(&mut *connection).await?)));
    }
    Ok(counts)
}

/// Of builds that ended in each state, how many began and how long these took in all, in milliseconds.
pub async fn durations(connection: &mut Connection) -> Result<Vec<(String, u64, u64)>, sqlx::Error> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT state, COUNT(duration), COALESCE(SUM(duration), 0) FROM builds
         WHERE duration IS NOT NULL GROUP BY state ORDER BY state",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(state, count, time)| (state, from_db_int(count), from_db_int(time))).collect())
}
