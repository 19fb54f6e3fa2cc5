//! Logs: of builds, and of runs.

use crate::{Connection, StepKind, from_db_int, spelling::Spelled as _, to_db_int};
use sqlx::{AssertSqlSafe, Connection as _};

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its number in the log, the first is 1.
    pub number: u64,
    /// The step that wrote it.
    pub step: StepKind,
    /// Milliseconds since the job began.
    pub at: u64,
    /// The line, without its end.
    pub text: String,
}

/// Whose log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Of the build with this number.
    Build(i64),
    /// Of the run with this number.
    Run(i64),
}

impl Log {
    fn id(self) -> i64 {
        match self {
            Self::Build(id) | Self::Run(id) => id,
        }
    }

    /// A query of ours, with the tables and the column of this log in place of `{owners}`, `{lines}` and `{owner}`.
    fn query(self, text: &'static str) -> AssertSqlSafe<String> {
        let (owners, lines, owner) = match self {
            Self::Build(_) => ("builds", "log_lines", "build"),
            Self::Run(_) => ("runs", "run_lines", "run"),
        };
        AssertSqlSafe(text.replace("{owners}", owners).replace("{lines}", lines).replace("{owner}", owner))
    }
}

/// Adds lines to the end of a log, numbered on from what it has; how many it has then.
pub async fn append(
    connection: &mut Connection,
    log: Log,
    lines: &[(StepKind, u64, String)],
) -> Result<i64, sqlx::Error> {
    let mut number = count(connection, log).await?;
    let insert = log.query("INSERT INTO {lines} ({owner}, number, step, at, text) VALUES ($1, $2, $3, $4, $5)");
    for (step, at, text) in lines {
        number += 1;
        sqlx::query(AssertSqlSafe(insert.0.as_str()))
            .bind(log.id())
            .bind(number)
            .bind(step.word())
            .bind(to_db_int(*at))
            .bind(text)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(log.query("UPDATE {owners} SET log_lines = $2 WHERE id = $1"))
        .bind(log.id())
        .bind(number)
        .execute(connection)
        .await?;
    Ok(number)
}

/// Adds lines as [`append`] does. When that fails for a reason that does not pass, it is as if nothing had been tried: the
/// transaction goes on without these lines.
pub async fn append_within(
    connection: &mut Connection,
    log: Log,
    lines: &[(StepKind, u64, String)],
) -> Result<i64, sqlx::Error> {
    let mut savepoint = connection.begin().await?;
    let count = append(&mut savepoint, log, lines).await?;
    savepoint.commit().await?;
    Ok(count)
}

async fn count(connection: &mut Connection, log: Log) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(log.query("SELECT log_lines FROM {owners} WHERE id = $1"))
        .bind(log.id())
        .fetch_one(connection)
        .await
}

/// How many lines a log has, and how many bytes these have as text.
pub async fn size(connection: &mut Connection, log: Log) -> Result<(u64, u64), sqlx::Error> {
    let (lines, size): (i64, i64) = sqlx::query_as(
        log.query("SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(text AS BLOB)) + 1), 0) FROM {lines} WHERE {owner} = $1"),
    )
    .bind(log.id())
    .fetch_one(connection)
    .await?;
    Ok((from_db_int(lines), from_db_int(size)))
}

/// The last lines of a log, in order, at most `limit` of them.
pub async fn last(connection: &mut Connection, log: Log, limit: i64) -> Result<Vec<LogLine>, sqlx::Error> {
    let count = count(connection, log).await?;
    lines(connection, log, count - limit + 1, limit).await
}

/// The first line of a log that holds these words, which have no `%` or `_` in them.
pub async fn find(connection: &mut Connection, log: Log, words: &str) -> Result<Option<String>, sqlx::Error> {
    let query = "SELECT text FROM {lines} WHERE {owner} = $1 AND text LIKE $2 ORDER BY number LIMIT 1";
    sqlx::query_scalar(log.query(query)).bind(log.id()).bind(format!("%{words}%")).fetch_optional(connection).await
}

/// At most `limit` lines of a log, from this number on.
pub async fn lines(connection: &mut Connection, log: Log, from: i64, limit: i64) -> Result<Vec<LogLine>, sqlx::Error> {
    let query =
        "SELECT number, step, at, text FROM {lines} WHERE {owner} = $1 AND number >= $2 ORDER BY number LIMIT $3";
    let rows: Vec<(i64, String, i64, String)> =
        sqlx::query_as(log.query(query)).bind(log.id()).bind(from).bind(limit).fetch_all(connection).await?;
    let line = |(number, step, at, text): (i64, String, i64, String)| {
        Ok(LogLine { number: from_db_int(number), step: StepKind::of_word(&step)?, at: from_db_int(at), text })
    };
    rows.into_iter().map(line).collect()
}
