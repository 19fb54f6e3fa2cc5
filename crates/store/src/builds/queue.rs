//! How builds go from state to state.

use crate::{
    BuildState, Connection, StepKind,
    builds::{
        ExplainedPackage,
        estimates::{self, BuildProfile},
        steps,
    },
    spelling::Spelled as _,
    to_db_int,
};

/// A build that was taken from the queue.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ClaimedBuild {
    /// Its number.
    pub id: i64,
    /// Its hash.
    pub image: String,
    /// The definition in the v1 JSON form.
    pub definition: String,
    /// Whether an existing image is built again on purpose.
    pub rebuild: bool,
    /// The manifest digest of the image whose packages are installed; none when the definition is resolved.
    pub lock: Option<String>,
    /// When it began.
    pub started_at: String,
}

/// Takes the build that waits longest.
pub async fn claim(connection: &mut Connection, at: &str) -> Result<Option<ClaimedBuild>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE builds SET state = 'running', started_at = $1
         WHERE id = (SELECT MIN(id) FROM builds WHERE state = 'queued')
         RETURNING id, image, definition, rebuild, lock, started_at",
    )
    .bind(at)
    .fetch_optional(connection)
    .await
}

/// Puts a running build back in the queue, to begin anew.
pub async fn requeue(connection: &mut Connection, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE builds SET state = 'queued', started_at = NULL, stage_reused = NULL WHERE id = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    steps::reset(connection, id).await
}

/// Remembers how often the server died during a build.
pub async fn record_interruptions(connection: &mut Connection, id: i64, times: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE builds SET interruptions = $2 WHERE id = $1").bind(id).bind(times).execute(connection).await?;
    Ok(())
}

/// How a build ended.
#[derive(Clone, Debug)]
pub struct BuildEnd<'a> {
    /// Succeeded, failed or cancelled.
    pub state: BuildState,
    /// When.
    pub at: &'a str,
    /// How long it took, in milliseconds; none when it never began.
    pub duration: Option<i64>,
    /// Why it failed.
    pub cause: Option<&'a str>,
    /// The manifest digest of its image.
    pub manifest: Option<&'a str>,
}

/// Ends a build.
pub async fn finish(connection: &mut Connection, id: i64, end: &BuildEnd<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE builds SET state = $2, finished_at = $3, duration = $4, cause = $5, manifest = $6 WHERE id = $1",
    )
    .bind(id)
    .bind(end.state.word())
    .bind(end.at)
    .bind(end.duration)
    .bind(end.cause)
    .bind(end.manifest)
    .execute(&mut *connection)
    .await?;
    steps::abandon(connection, id, end.at).await
}

/// What explains the failure of a build.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The id of the rule.
    pub rule: &'a str,
    /// The number of the line that told it.
    pub line: Option<i64>,
    /// The package of the definition that it is about.
    pub package: Option<&'a ExplainedPackage>,
}

/// Writes down what explains the failure of a build.
pub async fn explain(connection: &mut Connection, id: i64, cause: &Explanation<'_>) -> Result<(), sqlx::Error> {
    let source = cause.package.map(|package| package.source.word());
    sqlx::query("UPDATE builds SET rule = $2, rule_line = $3, rule_source = $4, rule_package = $5 WHERE id = $1")
        .bind(id)
        .bind(cause.rule)
        .bind(cause.line)
        .bind(source)
        .bind(cause.package.map(|package| &package.name))
        .execute(connection)
        .await?;
    Ok(())
}

/// Remembers that somebody wants a running build to stop.
pub async fn request_cancel(connection: &mut Connection, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE builds SET cancelling = TRUE WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

/// Remembers whether the image of step 1 was there, and how long the build should take now that this is known.
pub async fn set_stage_reused(connection: &mut Connection, id: i64, reused: bool) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE builds SET stage_reused = $2 WHERE id = $1")
        .bind(id)
        .bind(reused)
        .execute(&mut *connection)
        .await?;
    record_estimates(connection, id, reused).await
}

/// Writes down how long a build and each of its steps should take.
pub async fn record_estimates(connection: &mut Connection, id: i64, stage_reused: bool) -> Result<(), sqlx::Error> {
    let (stage, python, packages): (String, String, Option<u32>) =
        sqlx::query_as("SELECT stage, python, packages FROM builds WHERE id = $1")
            .bind(id)
            .fetch_one(&mut *connection)
            .await?;
    let mut kinds: Vec<StepKind> = steps::of(connection, id).await?.into_iter().map(|step| step.kind).collect();
    kinds.retain(|kind| !stage_reused || *kind != StepKind::Stage);
    let expected = estimates::steps(connection, &BuildProfile { stage, python, packages }, &kinds).await?;
    steps::record_estimates(connection, id, &expected).await?;
    // Not known while the time of any step is not.
    let in_all = expected.iter().map(|step| step.milliseconds).sum::<Option<u64>>().filter(|_| !expected.is_empty());
    sqlx::query("UPDATE builds SET expected = $2 WHERE id = $1")
        .bind(id)
        .bind(in_all.map(to_db_int))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a build with this step 1 succeeded before, so that its image is likely there.
pub async fn stage_was_built(connection: &mut Connection, stage: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM builds WHERE stage = $1 AND state = 'succeeded')")
        .bind(stage)
        .fetch_one(connection)
        .await
}
