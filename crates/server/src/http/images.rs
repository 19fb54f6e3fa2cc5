//! Images over HTTP.

use super::{
    extract::{Path, Query},
    tagged::tagged_json,
    versions::Asked,
};
use crate::{Error, Workspace, images, page, today};
use api::{Image, ImageList, Today, code};
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
    tagged_json(&headers, &images::get(&workspace, digest(&hash)?).await?)
}

/// What a build of the same definition would install today, beside what the image holds
///
/// Resolves the definition anew on the server, which may take a minute; the answer is kept for 15 minutes.
#[utoipa::path(get, path = "/api/images/{hash}/today", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = Today), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 422, body = api::Error), (status = 503, body = api::Error)))]
pub async fn today(
    State(workspace): State<Workspace>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tagged_json(&headers, &*today::get(&workspace, digest(&hash)?).await?)
}

fn digest(text: &str) -> Result<Digest, Error> {
    let hash = text.parse::<Digest>();
    hash.map_err(|error| Error::refuse(code::INVALID_PARAMETER, error.to_string()).field("hash"))
}
