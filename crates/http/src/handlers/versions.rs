//! Versions over HTTP.

use crate::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
    tagged::{tagged, tagged_json},
};
use api::{
    ChooseImage, ComparisonResponse, Register, Registered, UpdateVersion, Version, VersionList, VersionReference, code,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{
    Workspace, exports,
    input::{Name, page},
};

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The cursor that the page before ended with.
    pub cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
}

/// The versions of an environment, newest first, each with what changed
#[utoipa::path(get, path = "/api/environments/{name}/versions", tag = "versions", params(("name" = String, Path), PageQuery),
    responses((status = 200, body = VersionList), (status = 404, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(name): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<VersionList>, Error> {
    let name = Name::environment(&name)?;
    Ok(axum::Json(workspace.versions.list(&actor, &name, query.cursor.as_deref(), page::limit(query.limit)?).await?))
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
    actor: CurrentActor,
    Path(name): Path<String>,
    Json(request): Json<Register>,
) -> Result<(StatusCode, axum::Json<Registered>), Error> {
    let registered = workspace.registration.register(&actor, &Name::environment(&name)?, request).await?;
    let status = if registered.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(registered)))
}

/// One version; `latest` is the newest
#[utoipa::path(get, path = "/api/environments/{name}/versions/{version}", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 304), (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((name, version)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tagged_json(&headers, &workspace.versions.get(&actor, &Name::environment(&name)?, &version).await?)
}

/// Changes description and tags
#[utoipa::path(patch, path = "/api/environments/{name}/versions/{version}", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)), request_body = UpdateVersion,
    responses((status = 200, body = Version), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error)))]
pub async fn update(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((name, version)): Path<(String, String)>,
    Json(change): Json<UpdateVersion>,
) -> Result<axum::Json<Version>, Error> {
    Ok(axum::Json(workspace.versions.update(&actor, &Name::environment(&name)?, &version, change).await?))
}

/// Hides a version from lists; it is still found by its name, and its image is reused
#[utoipa::path(post, path = "/api/environments/{name}/versions/{version}/archive", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn archive(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((name, version)): Path<(String, String)>,
) -> Result<axum::Json<Version>, Error> {
    Ok(axum::Json(workspace.versions.set_archived(&actor, &Name::environment(&name)?, &version, true).await?))
}

/// Brings a version back into lists
#[utoipa::path(post, path = "/api/environments/{name}/versions/{version}/restore", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn restore(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((name, version)): Path<(String, String)>,
) -> Result<axum::Json<Version>, Error> {
    Ok(axum::Json(workspace.versions.set_archived(&actor, &Name::environment(&name)?, &version, false).await?))
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
    actor: CurrentActor,
    Path((name, version, form)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let text = workspace.exports.version(&actor, &Name::environment(&name)?, &version, &form).await?;
    Ok(tagged(&headers, exports::media_type(&form), text))
}

/// Which two.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// The first, as `NAME:VERSION`.
    left: String,
    /// The second, as `NAME:VERSION`.
    right: String,
}

/// What differs between two versions
#[utoipa::path(get, path = "/api/compare", tag = "versions", params(CompareQuery),
    responses((status = 200, body = ComparisonResponse), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error), (status = 422, body = api::Error)))]
pub async fn compare(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<CompareQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (left, right) = (reference("left", &query.left)?, reference("right", &query.right)?);
    tagged_json(&headers, &workspace.versions.compare(&actor, &left, &right).await?)
}

fn reference(field: &str, text: &str) -> Result<VersionReference, Error> {
    text.parse().map_err(|error: api::Error| {
        let refusal = workspace::Error::refuse(code::INVALID_PARAMETER, error.message);
        refusal.field(field).help(error.help.unwrap_or_default()).into()
    })
}

/// Ties a version to an image of its hash, whatever is built or restored
#[utoipa::path(put, path = "/api/environments/{name}/versions/{version}/tie", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)), request_body = ChooseImage,
    responses((status = 200, body = Version), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 503, body = api::Error)))]
pub async fn tie(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((name, version)): Path<(String, String)>,
    Json(chosen): Json<ChooseImage>,
) -> Result<axum::Json<Version>, Error> {
    Ok(axum::Json(workspace.ties.tie(&actor, &Name::environment(&name)?, &version, &chosen).await?))
}

/// Unties a version: its image is again the current one of its hash
#[utoipa::path(delete, path = "/api/environments/{name}/versions/{version}/tie", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 404, body = api::Error)))]
pub async fn untie(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((name, version)): Path<(String, String)>,
) -> Result<axum::Json<Version>, Error> {
    Ok(axum::Json(workspace.ties.untie(&actor, &Name::environment(&name)?, &version).await?))
}
