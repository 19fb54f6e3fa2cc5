//! Builds over HTTP.

use super::log::{LogQuery, text};
use crate::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use api::{Build, BuildList, BuildState, StartBuild};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{Workspace, builds::Started, input::page};

/// Which builds.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BuildQuery {
    /// Those in this state; all when not given.
    #[param(inline)]
    state: Option<BuildState>,
    /// The cursor that the page before ended with.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    limit: Option<u32>,
}

/// The builds, newest first
#[utoipa::path(get, path = "/api/builds", tag = "builds", params(BuildQuery),
    responses((status = 200, body = BuildList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<BuildQuery>,
) -> Result<axum::Json<BuildList>, Error> {
    let limit = page::limit(query.limit)?;
    Ok(axum::Json(workspace.builds.list(&actor, query.state, query.cursor.as_deref(), limit).await?))
}

/// Starts a build
///
/// 201 when one was started; 200 with the build on its way, or with the one that made the image that is there.
#[utoipa::path(post, path = "/api/builds", tag = "builds", request_body = StartBuild,
    responses((status = 201, body = Build), (status = 200, body = Build), (status = 400, body = api::Error),
        (status = 404, body = api::Error), (status = 422, body = api::Error), (status = 503, body = api::Error)))]
pub async fn start(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Json(request): Json<StartBuild>,
) -> Result<Response, Error> {
    Ok(started(workspace.builds.start(&actor, request).await?))
}

fn started(Started { build, is_new }: Started) -> Response {
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    (status, axum::Json(build)).into_response()
}

/// One build
#[utoipa::path(get, path = "/api/builds/{id}", tag = "builds", params(("id" = i64, Path)),
    responses((status = 200, body = Build), (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
) -> Result<axum::Json<Build>, Error> {
    Ok(axum::Json(workspace.builds.get(&actor, id).await?))
}

/// Stops a build; one that has ended stays as it is
#[utoipa::path(post, path = "/api/builds/{id}/cancel", tag = "builds", params(("id" = i64, Path)),
    responses((status = 200, body = Build), (status = 404, body = api::Error)))]
pub async fn cancel(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
) -> Result<axum::Json<Build>, Error> {
    Ok(axum::Json(workspace.builds.cancel(&actor, id).await?))
}

/// Builds the same definition again
#[utoipa::path(post, path = "/api/builds/{id}/retry", tag = "builds", params(("id" = i64, Path)),
    responses((status = 201, body = Build), (status = 200, body = Build), (status = 404, body = api::Error),
        (status = 503, body = api::Error)))]
pub async fn retry(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
) -> Result<Response, Error> {
    Ok(started(workspace.builds.retry(&actor, id).await?))
}

/// The log as text, from line to line
#[utoipa::path(get, path = "/api/builds/{id}/log", tag = "builds", params(("id" = i64, Path), LogQuery),
    responses((status = 200, body = String), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn log(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
    Query(query): Query<LogQuery>,
) -> Result<Response, Error> {
    Ok(text(workspace.builds.log(&actor, id, query.range()?).await?))
}
