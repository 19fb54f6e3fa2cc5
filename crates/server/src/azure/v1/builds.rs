//! Builds, in the words of azureml-core.

use super::definitions::Versioned;
use crate::{
    Error, Workspace,
    azure::{access::Purpose, address::Origin},
    builds,
    checked::Checked,
    http::{
        build_log,
        extract::{Path, Query},
    },
    name::Name,
    reuse, versions,
};
use api::{Build, BuildState, BuildTarget, StartBuild, VersionReference, code};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// How long the address of a log can be read.
const READABLE: Duration = Duration::DAY;

/// A build of a path.
#[derive(Deserialize)]
pub struct Numbered {
    id: i64,
}

/// What lets somebody read a log.
#[derive(Deserialize)]
pub struct Signed {
    /// Until when, in seconds since 1970.
    until: i64,
    /// The signature of number and time.
    sig: String,
}

/// Builds the image of a version. One that is there is built again, which may move what has no version: whoever asks so
/// asks for a rebuild.
pub async fn start(
    State(workspace): State<Workspace>,
    origin: Origin,
    Path(Versioned { name, version }): Path<Versioned>,
) -> Result<Response, Error> {
    let version = versions::get(&workspace, &Name::environment(&name)?, &version).await?;
    let checked = Checked::stored(&version.definition)?;
    let rebuild = reuse::find(&workspace, &checked, None).await?.is_some();
    let reference = VersionReference { environment: version.environment, version: version.version };
    let target = BuildTarget::Version(reference.clone());
    let started = builds::start(&workspace, StartBuild { target, rebuild, lock: None }).await?;
    let workspace_path = "/subscriptions/-/resourceGroups/-/providers/Microsoft.MachineLearningServices/workspaces/-";
    let location = format!("{}/environment/v2.0{workspace_path}/builds/{}", origin.0, started.build.id);
    let body = json!({ "location": location, "environment": reference.to_string() });
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], axum::Json(body)).into_response())
}

/// How far a build is.
pub async fn get(
    State(workspace): State<Workspace>,
    origin: Origin,
    Path(Numbered { id }): Path<Numbered>,
) -> Result<Response, Error> {
    let build = builds::get(&workspace, id).await?;
    let until = (workspace.settings.clock.now() + READABLE).unix_timestamp();
    let signature = workspace.key.sign(Purpose::Log, &text(id), at(until)?);
    let (status, word) = state(build.state);
    let body = json!({
        "environment": build.asked_by.first().map(ToString::to_string),
        "status": word,
        "logUrl": format!("{}/environment/logs/{id}?until={until}&sig={signature}", origin.0),
        "error": failure(&build),
    });
    Ok((status, axum::Json(body)).into_response())
}

/// The log, for whoever has its address.
pub async fn log(
    State(workspace): State<Workspace>,
    Path(Numbered { id }): Path<Numbered>,
    Query(Signed { until, sig }): Query<Signed>,
) -> Result<Response, Error> {
    let now = workspace.settings.clock.now();
    if workspace.key.verify(Purpose::Log, &text(id), at(until)?, &sig, now).is_err() {
        return Err(Error::refuse(code::FORBIDDEN, "the address of this log is not complete, or too old")
            .help("Ask for the state of the build again: it has a new one"));
    }
    build_log(workspace, id, 1, i64::MAX).await
}

fn text(id: i64) -> String {
    format!("build {id}")
}

fn at(until: i64) -> Result<OffsetDateTime, Error> {
    OffsetDateTime::from_unix_timestamp(until)
        .map_err(|_| Error::refuse(code::INVALID_PARAMETER, "there is no such time").field("until"))
}

/// The word of a state, and the status while a client has to ask again.
fn state(state: BuildState) -> (StatusCode, &'static str) {
    match state {
        BuildState::Queued => (StatusCode::ACCEPTED, "Queued"),
        BuildState::Running => (StatusCode::ACCEPTED, "Running"),
        BuildState::Succeeded => (StatusCode::OK, "Succeeded"),
        BuildState::Failed => (StatusCode::OK, "Failed"),
        BuildState::Cancelled => (StatusCode::OK, "Canceled"),
    }
}

/// Why it failed.
fn failure(build: &Build) -> Value {
    let Some(cause) = &build.cause else { return Value::Null };
    let help = build.explanation.as_ref().map(|explanation| format!("{}: {}", explanation.title, explanation.help));
    json!({ "error": { "code": "UserError", "message": cause, "details": help } })
}
