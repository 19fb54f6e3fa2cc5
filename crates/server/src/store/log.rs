//! The logs of builds.

use super::{Connection, from_word, natural, whole, word};
use api::{LogLine, StepKind};

/// Adds lines to the end of a log, numbered on from what it has; how many it has then.
pub async fn append(
    connection: &mut Connection,
    build: i64,
    lines: &[(StepKind, u64, String)],
) -> Result<i64, sqlx::Error> {
    let mut number: i64 = sqlx::query_scalar("SELECT log_lines FROM builds WHERE id = $1")
        .bind(build)
        .fetch_one(&mut *connection)
        .await?;
    for (step, at, text) in lines {
        number += 1;
        sqlx::query("INSERT INTO log_lines (build, number, step, at, text) VALUES ($1, $2, $3, $4, $5)")
            .bind(build)
            .bind(number)
            .bind(word(step)?)
            .bind(whole(*at))
            .bind(text)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("UPDATE builds SET log_lines = $2 WHERE id = $1").bind(build).bind(number).execute(connection).await?;
    Ok(number)
}

/// How many lines a log has, and how many bytes these have as text.
pub async fn size(connection: &mut Connection, build: i64) -> Result<(u64, u64), sqlx::Error> {
    let (lines, size): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(text AS BLOB)) + 1), 0) FROM log_lines WHERE build = $1",
    )
    .bind(build)
    .fetch_one(connection)
    .await?;
    Ok((natural(lines), natural(size)))
}

/// The last lines of a log, in order, at most `limit` of them.
pub async fn last(connection: &mut Connection, build: i64, limit: i64) -> Result<Vec<LogLine>, sqlx::Error> {
    let count: i64 = sqlx::query_scalar("SELECT log_lines FROM builds WHERE id = $1")
        .bind(build)
        .fetch_one(&mut *connection)
        .await?;
    lines(connection, build, count - limit + 1, limit).await
}

/// The first line of a log that holds these words, which have no `%` or `_` in them.
pub async fn find(connection: &mut Connection, build: i64, words: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT text FROM log_lines WHERE build = $1 AND text LIKE $2 ORDER BY number LIMIT 1")
        .bind(build)
        .bind(format!("%{words}%"))
        .fetch_optional(connection)
        .await
}

/// At most `limit` lines of a log, from this number on.
pub async fn lines(
    connection: &mut Connection,
    build: i64,
    from: i64,
    limit: i64,
) -> Result<Vec<LogLine>, sqlx::Error> {
    let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(
        "SELECT number, step, at, text FROM log_lines WHERE build = $1 AND number >= $2 ORDER BY number LIMIT $3",
    )
    .bind(build)
    .bind(from)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let line = |(number, step, at, text)| {
        Ok(LogLine { number: natural(number), step: from_word(step)?, at: natural(at), text })
    };
    rows.into_iter().map(line).collect()
}
