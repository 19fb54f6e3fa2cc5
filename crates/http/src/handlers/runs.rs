//! Runs over HTTP.

use super::log::{LogQuery, text};
use crate::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use api::{Run, RunList, RunState, StartRun};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{Workspace, input::page, runs::RunFilter};

/// Which runs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RunQuery {
    /// The one with this name; all when not given.
    name: Option<String>,
    /// Those in this environment; all when not given.
    environment: Option<String>,
    /// Those in this version of it; all when not given.
    version: Option<String>,
    /// Those in this state; all when not given.
    #[param(inline)]
    state: Option<RunState>,
    /// The cursor that the page before ended with.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    limit: Option<u32>,
}

/// The runs, newest first
#[utoipa::path(get, path = "/api/runs", tag = "runs", params(RunQuery),
    responses((status = 200, body = RunList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<RunQuery>,
) -> Result<axum::Json<RunList>, Error> {
    let RunQuery { name, environment, version, state, cursor, limit } = query;
    let filter = RunFilter { name, environment, version, state };
    Ok(axum::Json(workspace.runs.list(&actor, &filter, cursor.as_deref(), page::limit(limit)?).await?))
}

/// Runs a command in an environment
///
/// A definition is registered when it is new; the image is built when there is none.
#[utoipa::path(post, path = "/api/runs", tag = "runs", request_body = StartRun,
    responses((status = 201, body = Run), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 422, body = api::Error), (status = 503, body = api::Error)))]
pub async fn start(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Json(request): Json<StartRun>,
) -> Result<Response, Error> {
    let run = workspace.runs.start(&actor, request).await?;
    Ok((StatusCode::CREATED, axum::Json(run)).into_response())
}

/// One run
#[utoipa::path(get, path = "/api/runs/{id}", tag = "runs", params(("id" = i64, Path)),
    responses((status = 200, body = Run), (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
) -> Result<axum::Json<Run>, Error> {
    Ok(axum::Json(workspace.runs.get(&actor, id).await?))
}

/// Stops a run; one that has ended stays as it is
#[utoipa::path(post, path = "/api/runs/{id}/cancel", tag = "runs", params(("id" = i64, Path)),
    responses((status = 200, body = Run), (status = 404, body = api::Error)))]
pub async fn cancel(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
) -> Result<axum::Json<Run>, Error> {
    Ok(axum::Json(workspace.runs.cancel(&actor, id).await?))
}

/// The log as text, from line to line
#[utoipa::path(get, path = "/api/runs/{id}/log", tag = "runs", params(("id" = i64, Path), LogQuery),
    responses((status = 200, body = String), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn log(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
    Query(query): Query<LogQuery>,
) -> Result<Response, Error> {
    Ok(text(workspace.runs.log(&actor, id, query.range()?).await?))
}
