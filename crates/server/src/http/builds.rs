//! Builds over HTTP.

use super::{
    extract::{Json, Path, Query},
    log::{Lines, text},
};
use crate::{
    Error, Workspace,
    builds::{self, Started},
    page,
    store::log::Log,
};
use api::{Build, BuildList, BuildState, StartBuild};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which builds.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Those in this state; all when not given.
    #[param(inline)]
    state: Option<BuildState>,
    /// The cursor that the page before ended with.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    limit: Option<u32>,
}

/// The builds, newest first
#[utoipa::path(get, path = "/api/builds", tag = "builds", params(Asked),
    responses((status = 200, body = BuildList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<BuildList>, Error> {
    let limit = page::limit(asked.limit)?;
    builds::list(&workspace, asked.state, asked.cursor.as_deref(), limit).await.map(axum::Json)
}

/// Starts a build
///
/// 201 when one was started; 200 with the build on its way, or with the one that made the image that is there.
#[utoipa::path(post, path = "/api/builds", tag = "builds", request_body = StartBuild,
    responses((status = 201, body = Build), (status = 200, body = Build), (status = 400, body = api::Error),
        (status = 404, body = api::Error), (status = 422, body = api::Error), (status = 503, body = api::Error)))]
pub async fn start(State(workspace): State<Workspace>, Json(request): Json<StartBuild>) -> Result<Response, Error> {
    builds::start(&workspace, request).await.map(started)
}

fn started(Started { build, new }: Started) -> Response {
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    (status, axum::Json(build)).into_response()
}

/// One build
#[utoipa::path(get, path = "/api/builds/{id}", tag = "builds", params(("id" = i64, Path)),
    responses((status = 200, body = Build), (status = 404, body = api::Error)))]
pub async fn get(State(workspace): State<Workspace>, Path(id): Path<i64>) -> Result<axum::Json<Build>, Error> {
    builds::get(&workspace, id).await.map(axum::Json)
}

/// Stops a build; one that has ended stays as it is
#[utoipa::path(post, path = "/api/builds/{id}/cancel", tag = "builds", params(("id" = i64, Path)),
    responses((status = 200, body = Build), (status = 404, body = api::Error)))]
pub async fn cancel(State(workspace): State<Workspace>, Path(id): Path<i64>) -> Result<axum::Json<Build>, Error> {
    builds::cancel(&workspace, id).await.map(axum::Json)
}

/// Builds the same definition again
#[utoipa::path(post, path = "/api/builds/{id}/retry", tag = "builds", params(("id" = i64, Path)),
    responses((status = 201, body = Build), (status = 200, body = Build), (status = 404, body = api::Error),
        (status = 503, body = api::Error)))]
pub async fn retry(State(workspace): State<Workspace>, Path(id): Path<i64>) -> Result<Response, Error> {
    builds::retry(&workspace, id).await.map(started)
}

/// The log as text, from line to line
#[utoipa::path(get, path = "/api/builds/{id}/log", tag = "builds", params(("id" = i64, Path), Lines),
    responses((status = 200, body = String), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn log(
    State(workspace): State<Workspace>,
    Path(id): Path<i64>,
    Query(asked): Query<Lines>,
) -> Result<Response, Error> {
    let (from, to) = asked.range()?;
    lines(workspace, id, from, to).await
}

/// The lines of a log with these numbers, as text.
pub async fn lines(workspace: Workspace, id: i64, from: i64, to: i64) -> Result<Response, Error> {
    builds::get(&workspace, id).await?;
    Ok(text(workspace, Log::Build(id), (from, to)))
}
