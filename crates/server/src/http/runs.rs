//! Runs over HTTP.

use super::{
    extract::{Json, Path, Query},
    log::{Lines, text},
};
use crate::{
    Error, Workspace, page,
    runs::{self, Wanted},
    store::log::Log,
};
use api::{Run, RunList, RunState, StartRun};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which runs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
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
#[utoipa::path(get, path = "/api/runs", tag = "runs", params(Asked),
    responses((status = 200, body = RunList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<RunList>, Error> {
    let Asked { name, environment, version, state, cursor, limit } = asked;
    let wanted = Wanted { name, environment, version, state };
    runs::list(&workspace, &wanted, cursor.as_deref(), page::limit(limit)?).await.map(axum::Json)
}

/// Runs a command in an environment
///
/// A definition is registered when it is new; the image is built when there is none.
#[utoipa::path(post, path = "/api/runs", tag = "runs", request_body = StartRun,
    responses((status = 201, body = Run), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 422, body = api::Error), (status = 503, body = api::Error)))]
pub async fn start(State(workspace): State<Workspace>, Json(request): Json<StartRun>) -> Result<Response, Error> {
    let run = runs::start(&workspace, request).await?;
    Ok((StatusCode::CREATED, axum::Json(run)).into_response())
}

/// One run
#[utoipa::path(get, path = "/api/runs/{id}", tag = "runs", params(("id" = i64, Path)),
    responses((status = 200, body = Run), (status = 404, body = api::Error)))]
pub async fn get(State(workspace): State<Workspace>, Path(id): Path<i64>) -> Result<axum::Json<Run>, Error> {
    runs::get(&workspace, id).await.map(axum::Json)
}

/// Stops a run; one that has ended stays as it is
#[utoipa::path(post, path = "/api/runs/{id}/cancel", tag = "runs", params(("id" = i64, Path)),
    responses((status = 200, body = Run), (status = 404, body = api::Error)))]
pub async fn cancel(State(workspace): State<Workspace>, Path(id): Path<i64>) -> Result<axum::Json<Run>, Error> {
    runs::cancel(&workspace, id).await.map(axum::Json)
}

/// The log as text, from line to line
#[utoipa::path(get, path = "/api/runs/{id}/log", tag = "runs", params(("id" = i64, Path), Lines),
    responses((status = 200, body = String), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn log(
    State(workspace): State<Workspace>,
    Path(id): Path<i64>,
    Query(asked): Query<Lines>,
) -> Result<Response, Error> {
    let lines = asked.range()?;
    runs::get(&workspace, id).await?;
    Ok(text(workspace, Log::Run(id), lines))
}
