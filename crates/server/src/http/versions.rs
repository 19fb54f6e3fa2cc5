//! Versions over HTTP.

use super::{
    extract::{Json, Path, Query},
    tagged::{tagged, tagged_json},
};
use crate::{Error, Workspace, exports, name::Name, page, register, versions};
use api::{Register, Registered, UpdateVersion, Version, VersionList};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The cursor that the page before ended with.
    pub cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
}

/// The versions of an environment, newest first, each with what changed
#[utoipa::path(get, path = "/api/environments/{name}/versions", tag = "versions", params(("name" = String, Path), Asked),
    responses((status = 200, body = VersionList), (status = 404, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<VersionList>, Error> {
    let name = Name::environment(&name)?;
    versions::list(&workspace, &name, asked.cursor.as_deref(), page::limit(asked.limit)?).await.map(axum::Json)
}

/// Registers a definition as a version
///
/// The same definition again is the version that is there. 201 when a version was made, else 200.
#[utoipa::path(post, path = "/api/environments/{name}/versions", tag = "versions", params(("name" = String, Path)),
    request_body = Register,
    responses((status = 201, body = Registered), (status = 200, body = Registered), (status = 400, body = api::Error),
        (status = 409, body = api::Error), (status = 413, body = api::Error), (status = 422, body = api::Error),
        (status = 503, body = api::Error)))]
pub async fn register(
    State(workspace): State<Workspace>,
    Path(name): Path<String>,
    Json(request): Json<Register>,
) -> Result<(StatusCode, axum::Json<Registered>), Error> {
    let registered = register::register(&workspace, &Name::environment(&name)?, request).await?;
    let status = if registered.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(registered)))
}

/// One version; `latest` is the newest
#[utoipa::path(get, path = "/api/environments/{name}/versions/{version}", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 304), (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    Path((name, version)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tagged_json(&headers, &versions::get(&workspace, &Name::environment(&name)?, &version).await?)
}

/// Changes description and tags
#[utoipa::path(patch, path = "/api/environments/{name}/versions/{version}", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)), request_body = UpdateVersion,
    responses((status = 200, body = Version), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error)))]
pub async fn update(
    State(workspace): State<Workspace>,
    Path((name, version)): Path<(String, String)>,
    Json(change): Json<UpdateVersion>,
) -> Result<axum::Json<Version>, Error> {
    versions::update(&workspace, &Name::environment(&name)?, &version, change).await.map(axum::Json)
}

/// Hides a version from lists; it is still found by its name, and its image is reused
#[utoipa::path(post, path = "/api/environments/{name}/versions/{version}/archive", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn archive(
    State(workspace): State<Workspace>,
    Path((name, version)): Path<(String, String)>,
) -> Result<axum::Json<Version>, Error> {
    versions::set_archived(&workspace, &Name::environment(&name)?, &version, true).await.map(axum::Json)
}

/// Brings a version back into lists
#[utoipa::path(post, path = "/api/environments/{name}/versions/{version}/restore", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn restore(
    State(workspace): State<Workspace>,
    Path((name, version)): Path<(String, String)>,
) -> Result<axum::Json<Version>, Error> {
    versions::set_archived(&workspace, &Name::environment(&name)?, &version, false).await.map(axum::Json)
}

/// The version as a file
///
/// The form is one of `conda`, `requirements`, `dockerfile`, `v1`, `v2`, `lock`, `devcontainer`, `spdx` and `cyclonedx`.
#[utoipa::path(get, path = "/api/environments/{name}/versions/{version}/export/{form}", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path), ("form" = String, Path)),
    responses((status = 200, body = String), (status = 304), (status = 404, body = api::Error),
        (status = 422, body = api::Error)))]
pub async fn export(
    State(workspace): State<Workspace>,
    Path((name, version, form)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let text = exports::export(&workspace, &Name::environment(&name)?, &version, &form).await?;
    Ok(tagged(&headers, exports::media_type(&form), text))
}
