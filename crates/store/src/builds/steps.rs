//! The steps of builds.

use crate::{
    Connection, StepKind, StepState, builds::estimates::ExpectedStep, from_db_int, spelling::Spelled as _, to_db_int,
};

/// A step as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Which step.
    pub kind: StepKind,
    /// Its state.
    pub state: StepState,
    /// When it began.
    pub started_at: Option<String>,
    /// When it ended.
    pub finished_at: Option<String>,
    /// One line about it.
    pub detail: String,
    /// How long it should take, in milliseconds.
    pub expected: Option<u64>,
}

/// Gives a build its steps, all of them waiting.
pub async fn insert(connection: &mut Connection, build: i64, kinds: &[StepKind]) -> Result<(), sqlx::Error> {
    for (position, kind) in (0_i64..).zip(kinds) {
        sqlx::query(
            "INSERT INTO build_steps (build, position, kind, state, detail) VALUES ($1, $2, $3, 'waiting', '')",
        )
        .bind(build)
        .bind(position)
        .bind(kind.word())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The steps of a build, in order.
pub async fn of(connection: &mut Connection, build: i64) -> Result<Vec<StepRow>, sqlx::Error> {
    type Row = (String, String, Option<String>, Option<String>, String, Option<i64>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, state, started_at, finished_at, detail, expected FROM build_steps WHERE build = $1
         ORDER BY position",
    )
    .bind(build)
    .fetch_all(connection)
    .await?;
    let step = |(kind, state, started_at, finished_at, detail, expected): Row| {
        let (kind, state, expected) =
            (StepKind::of_word(&kind)?, StepState::of_word(&state)?, expected.map(from_db_int));
        Ok(StepRow { kind, state, started_at, finished_at, detail, expected })
    };
    rows.into_iter().map(step).collect()
}

/// Writes down how long the steps of a build should take; of a step that is not among these, nothing.
pub async fn record_estimates(
    connection: &mut Connection,
    build: i64,
    expected: &[ExpectedStep],
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE build_steps SET expected = NULL WHERE build = $1")
        .bind(build)
        .execute(&mut *connection)
        .await?;
    for step in expected {
        sqlx::query("UPDATE build_steps SET expected = $3 WHERE build = $1 AND kind = $2")
            .bind(build)
            .bind(step.kind.word())
            .bind(step.milliseconds.map(to_db_int))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// A step began.
pub async fn start(connection: &mut Connection, build: i64, kind: StepKind, at: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE build_steps SET state = 'running', started_at = $3 WHERE build = $1 AND kind = $2")
        .bind(build)
        .bind(kind.word())
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// A step came to its end, with one line about it.
pub async fn finish(
    connection: &mut Connection,
    build: i64,
    kind: StepKind,
    state: StepState,
    at: &str,
    detail: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE build_steps SET state = $3, started_at = COALESCE(started_at, $4), finished_at = $4, detail = $5
         WHERE build = $1 AND kind = $2",
    )
    .bind(build)
    .bind(kind.word())
    .bind(state.word())
    .bind(at)
    .bind(detail)
    .execute(connection)
    .await?;
    Ok(())
}

/// The build ended without an image: what ran has failed, what waited is skipped.
pub async fn abandon(connection: &mut Connection, build: i64, at: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE build_steps SET state = CASE WHEN state = 'running' THEN 'failed' ELSE 'skipped' END,
            finished_at = CASE WHEN state = 'running' THEN $2 END
         WHERE build = $1 AND state IN ('running', 'waiting')",
    )
    .bind(build)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// The build made its image although it is not known of every step how it ended: all of them are done.
pub async fn complete(connection: &mut Connection, build: i64, at: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE build_steps SET state = 'done', started_at = COALESCE(started_at, $2), finished_at = $2
         WHERE build = $1 AND state IN ('running', 'waiting')",
    )
    .bind(build)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// The build begins anew: every step waits.
pub async fn reset(connection: &mut Connection, build: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE build_steps SET state = 'waiting', started_at = NULL, finished_at = NULL, detail = '' WHERE build = $1",
    )
    .bind(build)
    .execute(connection)
    .await?;
    Ok(())
}
