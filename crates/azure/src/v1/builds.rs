//! Builds, in the words of azureml-core.

use super::definitions::Versioned;
use crate::{address::Origin, logs};
use api::{Build, BuildState, BuildTarget, StartBuild, VersionReference};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use http::{CurrentActor, Error, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};
use workspace::{Workspace, definitions::Checked, input::Name, jobs::Log};

/// A build of a path.
#[derive(Deserialize)]
pub struct Numbered {
    id: i64,
}

/// Builds the image of a version. One that is there is built again, which may move what has no version: whoever asks so
/// asks for a rebuild.
pub async fn start(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    origin: Origin,
    Path(Versioned { name, version }): Path<Versioned>,
) -> Result<Response, Error> {
    let version = workspace.versions.get(&actor, &Name::environment(&name)?, &version).await?;
    let checked = Checked::stored(&version.definition)?;
    let rebuild = workspace.builds.has_image(&actor, &checked).await?;
    let reference = VersionReference { environment: version.environment, version: version.version };
    let target = BuildTarget::Version(reference.clone());
    let started = workspace.builds.start(&actor, StartBuild { target, rebuild, lock: None }).await?;
    let workspace_path = "/subscriptions/-/resourceGroups/-/providers/Microsoft.MachineLearningServices/workspaces/-";
    let location = format!("{}/environment/v2.0{workspace_path}/builds/{}", origin.0, started.build.id);
    let body = json!({ "location": location, "environment": reference.to_string() });
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], axum::Json(body)).into_response())
}

/// How far a build is.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    origin: Origin,
    Path(Numbered { id }): Path<Numbered>,
) -> Result<Response, Error> {
    let build = workspace.builds.get(&actor, id).await?;
    let (status, word) = state(build.state);
    let body = json!({
        "environment": build.asked_by.first().map(ToString::to_string),
        "status": word,
        "logUrl": logs::address(&workspace, &origin, Log::Build(id))?,
        "error": failure(&build),
    });
    Ok((status, axum::Json(body)).into_response())
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
