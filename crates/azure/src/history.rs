//! The run history: how a run goes, for clients that follow it.

use super::{address::Place, jobs};
use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use http::{CurrentActor, Error, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};
use workspace::Workspace;

/// The paths below a workspace.
pub fn router() -> Router<Workspace> {
    Router::new()
        .route("/experiments/{experiment}", get(experiment).post(experiment))
        .route("/experimentids/{experiment}", get(experiment))
        .route("/runs/{run}", get(one).patch(one))
        .route("/runs/{run}/details", get(details))
        .route("/experiments/{experiment}/runs/{run}", get(one).patch(one))
        .route("/experiments/{experiment}/runs/{run}/details", get(details))
        .route("/experiments/{experiment}/runs/{run}/cancel", post(cancel))
        .route("/experimentids/{experiment}/runs/{run}", get(one).patch(one))
        .route("/experimentids/{experiment}/runs/{run}/details", get(details))
}

/// The paths of what runs keep, below a workspace: nothing, their logs are told with their details.
pub fn artifact_router() -> Router<Workspace> {
    Router::new().route(
        "/artifacts/prefix/contentinfo/{*path}",
        get(async || axum::Json(json!({ "value": [], "continuationToken": null }))),
    )
}

/// The experiment of a path.
#[derive(Deserialize)]
struct Experiment {
    experiment: String,
}

/// An experiment: a word that runs have in common, so every one is there.
async fn experiment(
    State(workspace): State<Workspace>,
    Path(Experiment { experiment }): Path<Experiment>,
) -> axum::Json<Value> {
    axum::Json(json!({
        "experimentId": experiment,
        "name": experiment,
        "description": null,
        "createdUtc": workspace.since,
        "tags": {},
        "archivedTime": null,
        "retainForLifetimeOfWorkspace": false,
    }))
}

/// The run of a path.
#[derive(Deserialize)]
struct Named {
    run: String,
}

/// A run in short. What clients write about it is not taken.
async fn one(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { run }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(jobs::summary(&jobs::find(&workspace, &actor, &run).await?)))
}

/// A run with where its log is.
async fn details(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { run }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    let run = jobs::find(&workspace, &actor, &run).await?;
    jobs::details(&workspace, &actor, &place, &run).await.map(axum::Json)
}

/// Stops a run.
async fn cancel(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { run }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    let run = jobs::find(&workspace, &actor, &run).await?;
    Ok(axum::Json(jobs::summary(&workspace.runs.cancel(&actor, run.id).await?)))
}
