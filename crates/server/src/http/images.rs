//! Images over HTTP.

use super::{
    extract::{Path, Query},
    tagged::tagged_json,
    versions::Asked,
};
use crate::{Error, Workspace, images, page};
use api::{Image, ImageList, code};
use axum::{Json, extract::State, http::HeaderMap, response::Response};
use definition::Digest;

/// The images, built last first
#[utoipa::path(get, path = "/api/images", tag = "images", params(Asked),
    responses((status = 200, body = ImageList), (status = 400, body = api::Error)))]
pub async fn list(State(workspace): State<Workspace>, Query(asked): Query<Asked>) -> Result<Json<ImageList>, Error> {
    images::list(&workspace, asked.cursor.as_deref(), page::limit(asked.limit)?).await.map(Json)
}

/// The newest image of a hash, with its lock, definition and Dockerfiles
#[utoipa::path(get, path = "/api/images/{hash}", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = Image), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let hash = hash.parse::<Digest>();
    let hash = hash.map_err(|error| Error::refuse(code::INVALID_PARAMETER, error.to_string()).field("hash"))?;
    tagged_json(&headers, &images::get(&workspace, hash).await?)
}
