//! Builds over HTTP.

use super::extract::{Json, Path, Query};
use crate::{
    Error, Workspace,
    builds::{self, Started},
    page,
};
use api::{Build, BuildList, BuildState, StartBuild, code};
use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

/// How many lines of a log are read at once.
const LINES: i64 = 2000;

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

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Lines {
    /// The number of the first line; 1 when not given.
    from: Option<u32>,
    /// The number of the last line; the last one there is when not given.
    to: Option<u32>,
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
    let from = i64::from(asked.from.unwrap_or(1).max(1));
    let to = asked.to.map_or(i64::MAX, i64::from);
    if to < from {
        return Err(Error::refuse(code::INVALID_PARAMETER, "the last line is before the first").field("to"));
    }
    lines(workspace, id, from, to).await
}

/// The lines of a log with these numbers, as text.
pub async fn lines(workspace: Workspace, id: i64, from: i64, to: i64) -> Result<Response, Error> {
    builds::get(&workspace, id).await?;
    // A log may be long: it is read and sent piece by piece.
    let pieces = stream::try_unfold(from, move |from| {
        let workspace = workspace.clone();
        async move {
            let limit = LINES.min(to.saturating_sub(from).saturating_add(1));
            let lines = if limit < 1 { Vec::new() } else { builds::log(&workspace, id, from, limit).await? };
            let Some(last) = lines.last() else { return Ok::<_, Error>(None) };
            let next = i64::try_from(last.number).unwrap_or(i64::MAX).saturating_add(1);
            let text: Vec<String> = lines.into_iter().map(|line| line.text + "\n").collect();
            Ok(Some((text.concat(), next)))
        }
    });
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((kind, Body::from_stream(pieces)).into_response())
}
