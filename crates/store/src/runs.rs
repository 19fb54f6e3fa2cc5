//! Runs: waiting, running and past.

use crate::{
    BuildState, Connection, RunState, RunTrouble, Strip, corrupt, from_db_int, from_json, json, spelling::Spelled as _,
    strip::strip_columns, versions::VersionKey,
};
use definition::Digest;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// A run as it is stored.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// Its number.
    pub id: i64,
    /// What clients find it by.
    pub name: Option<String>,
    /// What people call it.
    pub display_name: String,
    /// What it belongs to.
    pub experiment: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// The version that it runs in.
    pub version: VersionKey,
    /// The digests of the build that makes or made its image.
    pub strip: Strip,
    /// Its state.
    pub state: RunState,
    /// What it runs.
    pub command: RunCommand,
    /// Its variables, without secret ones.
    pub variables: BTreeMap<String, String>,
    /// The names of secret variables.
    pub secrets: Vec<String>,
    /// The files that it gets.
    pub code: Option<Digest>,
    /// The build that makes or made its image.
    pub build: i64,
    /// Who asked for it.
    pub submitted_by: String,
    /// When it was asked for.
    pub submitted_at: String,
    /// When the command began.
    pub started_at: Option<String>,
    /// When it ended.
    pub finished_at: Option<String>,
    /// The exit code of the command, when it ended by itself.
    pub exit_code: Option<i32>,
    /// Why it failed.
    pub failure: Option<RunFailure>,
    /// How many lines its log has.
    pub log_lines: u64,
    /// The manifest digest of its image.
    pub manifest: Option<String>,
    /// Whether somebody asked it to stop while it ran.
    pub cancelling: bool,
}

/// What a run runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunCommand {
    /// A program and its arguments.
    #[serde(rename = "words")]
    Words(Vec<String>),
    /// A line for a shell.
    #[serde(rename = "shell")]
    Shell(String),
}

/// Why a run failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFailure {
    /// What went wrong.
    pub kind: RunTrouble,
    /// What happened and what to do, in words.
    pub message: String,
}

impl FromRow<'_, SqliteRow> for RunRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let code: Option<String> = row.try_get("code")?;
        let failure = match (row.try_get::<Option<String>, _>("trouble")?, row.try_get("reason")?) {
            (Some(kind), Some(message)) => Some(RunFailure { kind: RunTrouble::of_word(&kind)?, message }),
            _ => None,
        };
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            display_name: row.try_get("display_name")?,
            experiment: row.try_get("experiment")?,
            tags: from_json(row.try_get("tags")?)?,
            version: VersionKey::from_row(row)?,
            strip: Strip::from_row(row)?,
            state: RunState::of_word(row.try_get("state")?)?,
            command: from_json(row.try_get("command")?)?,
            variables: from_json(row.try_get("variables")?)?,
            secrets: from_json(row.try_get("secrets")?)?,
            code: code.map(|code| code.parse::<Digest>().map_err(corrupt)).transpose()?,
            build: row.try_get("build")?,
            submitted_by: row.try_get("submitted_by")?,
            submitted_at: row.try_get("submitted_at")?,
            started_at: row.try_get("started_at")?,
            finished_at: row.try_get("finished_at")?,
            exit_code: row.try_get("exit_code")?,
            failure,
            log_lines: from_db_int(row.try_get("log_lines")?),
            manifest: row.try_get("manifest")?,
            cancelling: row.try_get("cancelling")?,
        })
    }
}

const SELECT: &str = concat!(
    "SELECT r.id, r.name, r.display_name, r.experiment, r.tags, r.environment, r.version, r.state, r.command, r.variables, ",
    "r.secrets, r.code, r.build, r.manifest, r.submitted_by, r.submitted_at, r.started_at, r.finished_at, r.exit_code, ",
    "r.trouble, r.reason, r.cancelling, r.log_lines, ",
    strip_columns!("b"),
    " FROM runs r JOIN builds b ON b.id = r.build WHERE "
);

/// A run to insert.
#[derive(Clone, Debug)]
pub struct NewRun<'a> {
    /// What clients find it by.
    pub name: Option<&'a str>,
    /// What people call it.
    pub display_name: &'a str,
    /// What it belongs to.
    pub experiment: &'a str,
    /// Tags.
    pub tags: &'a BTreeMap<String, String>,
    /// The environment that it runs in.
    pub environment: &'a str,
    /// The version of that.
    pub version: &'a str,
    /// What it runs.
    pub command: &'a RunCommand,
    /// Its variables, without secret ones.
    pub variables: &'a BTreeMap<String, String>,
    /// The names of secret variables.
    pub secrets: &'a [&'a String],
    /// The files that it gets.
    pub code: Option<Digest>,
    /// The build that makes or made its image.
    pub build: i64,
    /// The manifest digest of that image, when there is one.
    pub manifest: Option<&'a str>,
    /// Who asked for it.
    pub by: &'a str,
    /// When.
    pub at: &'a str,
}

/// Writes a run down, and gives its number. With an image it waits for its turn, else for its build.
pub async fn insert(connection: &mut Connection, new: &NewRun<'_>) -> Result<i64, sqlx::Error> {
    let state = if new.manifest.is_some() { RunState::Queued } else { RunState::Building };
    sqlx::query_scalar(
        "INSERT INTO runs (id, name, display_name, experiment, tags, environment, version, state, command, variables,
            secrets, code, build, manifest, submitted_by, submitted_at, cancelling, log_lines)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, FALSE, 0
         FROM runs RETURNING id",
    )
    .bind(new.name)
    .bind(new.display_name)
    .bind(new.experiment)
    .bind(json(new.tags)?)
    .bind(new.environment)
    .bind(new.version)
    .bind(state.word())
    .bind(json(new.command)?)
    .bind(json(new.variables)?)
    .bind(json(&new.secrets)?)
    .bind(new.code.map(|code| code.to_string()))
    .bind(new.build)
    .bind(new.manifest)
    .bind(new.by)
    .bind(new.at)
    .fetch_one(connection)
    .await
}

/// One run.
pub async fn get(connection: &mut Connection, id: i64) -> Result<Option<RunRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push("r.id = ").push_bind(id);
    query.build_query_as().fetch_optional(connection).await
}

/// The number of the run with this name.
pub async fn find_by_name(connection: &mut Connection, name: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM runs WHERE name = $1").bind(name).fetch_optional(connection).await
}

/// Which runs.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// With this name; none for any.
    pub name: Option<String>,
    /// In this environment; none for any.
    pub environment: Option<String>,
    /// In this version; none for any.
    pub version: Option<String>,
    /// In this state; none for any.
    pub state: Option<RunState>,
}

/// At most `limit` runs before this number, newest first.
pub async fn list(
    connection: &mut Connection,
    filter: &RunFilter,
    before: i64,
    limit: i64,
) -> Result<Vec<RunRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push("r.id < ").push_bind(before);
    let texts = [
        (" AND r.name = ", &filter.name),
        (" AND r.environment = ", &filter.environment),
        (" AND r.version = ", &filter.version),
    ];
    for (condition, value) in texts {
        if let Some(value) = value {
            query.push(condition).push_bind(value);
        }
    }
    if let Some(state) = filter.state {
        query.push(" AND r.state = ").push_bind(state.word());
    }
    query.push(" ORDER BY r.id DESC LIMIT ").push_bind(limit);
    query.build_query_as().fetch_all(connection).await
}

/// The numbers of the runs in this state, the oldest first.
pub async fn ids_in_state(connection: &mut Connection, state: RunState) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM runs WHERE state = $1 ORDER BY id")
        .bind(state.word())
        .fetch_all(connection)
        .await
}

/// The number of the run after this one that waits longest for its turn.
pub async fn next_queued(connection: &mut Connection, after: i64) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM runs WHERE state = 'queued' AND id > $1 ORDER BY id LIMIT 1")
        .bind(after)
        .fetch_optional(connection)
        .await
}

/// A run whose build has ended.
#[derive(Debug, FromRow)]
pub struct FinishedBuild {
    /// The run.
    pub run: i64,
    /// The build.
    pub build: i64,
    state: String,
    /// The manifest digest of the image that it made.
    pub manifest: Option<String>,
    /// Why it made none.
    pub cause: Option<String>,
}

impl FinishedBuild {
    /// How the build ended.
    pub fn state(&self) -> Result<BuildState, sqlx::Error> {
        BuildState::of_word(&self.state)
    }
}

/// The runs that wait for a build which has ended.
pub async fn with_finished_build(connection: &mut Connection) -> Result<Vec<FinishedBuild>, sqlx::Error> {
    sqlx::query_as(
        "SELECT r.id AS run, b.id AS build, b.state, b.manifest, b.cause FROM runs r JOIN builds b ON b.id = r.build
         WHERE r.state = 'building' AND b.state NOT IN ('queued', 'running') ORDER BY r.id",
    )
    .fetch_all(connection)
    .await
}

/// A run has its image and waits for its turn.
pub async fn enqueue(connection: &mut Connection, id: i64, manifest: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE runs SET state = 'queued', manifest = $2 WHERE id = $1")
        .bind(id)
        .bind(manifest)
        .execute(connection)
        .await?;
    Ok(())
}

/// A run has no image any more and waits for this build; false when it does not wait for its turn any more.
pub async fn wait_for_build(connection: &mut Connection, id: i64, build: i64) -> Result<bool, sqlx::Error> {
    let query = sqlx::query(
        "UPDATE runs SET state = 'building', build = $2, manifest = NULL WHERE id = $1 AND state = 'queued'",
    );
    Ok(query.bind(id).bind(build).execute(connection).await?.rows_affected() == 1)
}

/// Begins a run; false when it does not wait for its turn any more.
pub async fn begin(connection: &mut Connection, id: i64, at: &str) -> Result<bool, sqlx::Error> {
    let query = sqlx::query("UPDATE runs SET state = 'running', started_at = $2 WHERE id = $1 AND state = 'queued'");
    Ok(query.bind(id).bind(at).execute(connection).await?.rows_affected() == 1)
}

/// Remembers that somebody wants a run to stop.
pub async fn request_cancel(connection: &mut Connection, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE runs SET cancelling = TRUE WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// Completed, failed or cancelled.
    pub state: RunState,
    /// The exit code of the command, when it ended by itself.
    pub exit_code: Option<i32>,
    /// Why it failed.
    pub failure: Option<RunFailure>,
}

impl RunEnd {
    /// The end of a run that somebody stopped.
    pub const CANCELLED: Self = Self { state: RunState::Cancelled, exit_code: None, failure: None };

    /// The end of a run that failed.
    pub fn failed(kind: RunTrouble, message: impl Into<String>) -> Self {
        let failure = Some(RunFailure { kind, message: message.into() });
        Self { state: RunState::Failed, exit_code: None, failure }
    }
}

/// Ends a run.
pub async fn finish(connection: &mut Connection, id: i64, at: &str, end: &RunEnd) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE runs SET state = $2, finished_at = $3, exit_code = $4, trouble = $5, reason = $6 WHERE id = $1",
    )
    .bind(id)
    .bind(end.state.word())
    .bind(at)
    .bind(end.exit_code)
    .bind(end.failure.as_ref().map(|failure| failure.kind.word()))
    .bind(end.failure.as_ref().map(|failure| &failure.message))
    .execute(connection)
    .await?;
    Ok(())
}

/// How many runs there are in each state, with the word of the state.
pub async fn by_state(connection: &mut Connection) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let mut counts = Vec::new();
    for state in RunState::ALL {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM runs WHERE state = $1").bind(state.word());
        counts.push((state.word().to_owned(), from_db_int(count.fetch_one(&mut *connection).await?)));
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_spelled_as_they_always_were() {
        for (command, text) in [
            (RunCommand::Words(vec!["python".into(), "train.py".into()]), r#"{"words":["python","train.py"]}"#),
            (RunCommand::Shell("make all".into()), r#"{"shell":"make all"}"#),
        ] {
            assert_eq!(json(&command).unwrap(), text);
            assert_eq!(from_json::<RunCommand>(text).unwrap(), command);
        }
    }
}
