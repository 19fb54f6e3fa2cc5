//! Logs, which these clients read without a token: the address carries a signature.

use crate::address::Origin;
use api::{Permission, code};
use axum::{Router, extract::State, response::Response, routing::get};
use http::{
    Error,
    extract::{Path, Query},
    log_text,
};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use workspace::{
    Workspace,
    access::{Actor, Purpose},
    jobs::{Log, LogRange},
};

/// How long an address can be read.
const READABLE: Duration = Duration::DAY;

/// The logs of builds and of runs.
pub fn router() -> Router<Workspace> {
    Router::new().route("/environment/logs/builds/{id}", get(build)).route("/environment/logs/runs/{id}", get(run))
}

/// Whose log a path names.
#[derive(Deserialize)]
struct Numbered {
    id: i64,
}

/// What lets somebody read it.
#[derive(Deserialize)]
struct Signed {
    /// Until when, in seconds since 1970.
    until: i64,
    /// The signature of the log and the time.
    sig: String,
}

/// The address of a log.
pub fn address(workspace: &Workspace, origin: &Origin, log: Log) -> Result<String, Error> {
    let until = (workspace.clock.now() + READABLE).unix_timestamp();
    let signature = workspace.key.sign(Purpose::Log, &path(log), at(until)?);
    Ok(format!("{}/environment/logs/{}?until={until}&sig={signature}", origin.0, path(log)))
}

async fn build(
    State(workspace): State<Workspace>,
    Path(Numbered { id }): Path<Numbered>,
    Query(signed): Query<Signed>,
) -> Result<Response, Error> {
    read(workspace, Log::Build(id), &signed).await
}

async fn run(
    State(workspace): State<Workspace>,
    Path(Numbered { id }): Path<Numbered>,
    Query(signed): Query<Signed>,
) -> Result<Response, Error> {
    read(workspace, Log::Run(id), &signed).await
}

async fn read(workspace: Workspace, log: Log, signed: &Signed) -> Result<Response, Error> {
    let now = workspace.clock.now();
    if workspace.key.verify(Purpose::Log, &path(log), at(signed.until)?, &signed.sig, now).is_err() {
        return Err(Error::refuse(code::FORBIDDEN, "the address of this log is not complete, or too old")
            .help("Ask for the state of the build or run again: it has a new one"));
    }
    let actor = Actor::of_signed_address("signed-log-address", &[Permission::ViewBuilds, Permission::ViewRuns]);
    let all = LogRange::new(None, None)?;
    Ok(match log {
        Log::Build(id) => log_text(workspace.builds.log(&actor, id, all).await?),
        Log::Run(id) => log_text(workspace.runs.log(&actor, id, all).await?),
    })
}

fn path(log: Log) -> String {
    match log {
        Log::Build(id) => format!("builds/{id}"),
        Log::Run(id) => format!("runs/{id}"),
    }
}

fn at(until: i64) -> Result<OffsetDateTime, Error> {
    OffsetDateTime::from_unix_timestamp(until)
        .map_err(|_| Error::refuse(code::INVALID_PARAMETER, "there is no such time").field("until"))
}
