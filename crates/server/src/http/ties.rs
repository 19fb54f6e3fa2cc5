//! Ties of versions to images, over HTTP.

use super::extract::{Json, Path};
use crate::{Error, Workspace, name::Name, ties};
use api::{ChooseImage, Version};
use axum::extract::State;

/// Ties a version to an image of its hash, whatever is built or restored
#[utoipa::path(put, path = "/api/environments/{name}/versions/{version}/tie", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)), request_body = ChooseImage,
    responses((status = 200, body = Version), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 503, body = api::Error)))]
pub async fn tie(
    State(workspace): State<Workspace>,
    Path((name, version)): Path<(String, String)>,
    Json(chosen): Json<ChooseImage>,
) -> Result<axum::Json<Version>, Error> {
    ties::tie(&workspace, &Name::environment(&name)?, &version, &chosen).await.map(axum::Json)
}

/// Unties a version: its image is again the current one of its hash
#[utoipa::path(delete, path = "/api/environments/{name}/versions/{version}/tie", tag = "versions",
    params(("name" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = Version), (status = 404, body = api::Error)))]
pub async fn untie(
    State(workspace): State<Workspace>,
    Path((name, version)): Path<(String, String)>,
) -> Result<axum::Json<Version>, Error> {
    ties::untie(&workspace, &Name::environment(&name)?, &version).await.map(axum::Json)
}
