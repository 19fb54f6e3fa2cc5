//! Images over HTTP.

use super::{
    extract::{Json, Path, Query},
    tagged::{tagged, tagged_json},
};
use crate::{Error, Workspace, evict, exports, history, images, page, rebuild, store::image_list::Search, today};
use api::{
    ChooseImage, EvictRequest, Eviction, Image, ImageFilter, ImageHistory, ImageList, ImageSort, RebuildOutlook, Today,
    code,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use definition::Digest;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which images.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Part of the name of an environment, or the beginning of a package name, of a hash or of a manifest digest.
    #[serde(default)]
    search: String,
    /// Of which hashes.
    #[serde(default)]
    #[param(inline)]
    filter: ImageFilter,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    sort: ImageSort,
    /// The cursor that the page before ended with.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    limit: Option<u32>,
}

/// Which image of a hash.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Its manifest digest; the current one when not given.
    manifest: Option<String>,
}

/// The current image of each hash, or the last one of each that has none, a page at a time
#[utoipa::path(get, path = "/api/images", tag = "images", params(Asked),
    responses((status = 200, body = ImageList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<ImageList>, Error> {
    let Asked { search: text, filter, sort, cursor, limit } = asked;
    let text = page::search(text, "search")?;
    let search = Search { text, filter, sort, after: cursor.as_deref().map(images::place).transpose()? };
    images::list(&workspace, &search, page::limit(limit)?).await.map(axum::Json)
}

/// The current image of a hash or another one of it, with its lock, definition and Dockerfiles
#[utoipa::path(get, path = "/api/images/{hash}", tag = "images", params(("hash" = String, Path), Which),
    responses((status = 200, body = Image), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    Path(hash): Path<String>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tagged_json(&headers, &images::get(&workspace, digest(&hash)?, which.manifest.as_deref()).await?)
}

/// What an image holds, as a file
///
/// The form is one of `lock`, `spdx` and `cyclonedx`. Of an image that left the registry, too.
#[utoipa::path(get, path = "/api/images/{hash}/export/{form}", tag = "images",
    params(("hash" = String, Path), ("form" = String, Path), Which),
    responses((status = 200, body = String), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn export(
    State(workspace): State<Workspace>,
    Path((hash, form)): Path<(String, String)>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let text = exports::export_image(&workspace, digest(&hash)?, which.manifest.as_deref(), &form).await?;
    Ok(tagged(&headers, exports::media_type(&form), text))
}

/// Every image that a hash has or had, built last first, each with the packages that moved
#[utoipa::path(get, path = "/api/images/{hash}/history", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = ImageHistory), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn history(
    State(workspace): State<Workspace>,
    Path(hash): Path<String>,
) -> Result<axum::Json<ImageHistory>, Error> {
    history::history(&workspace, digest(&hash)?).await.map(axum::Json)
}

/// Makes an older image of a hash the current one
///
/// The registry is asked first: 409 when it does not have the image any more, 503 when it does not answer.
#[utoipa::path(post, path = "/api/images/{hash}/restore", tag = "images", params(("hash" = String, Path)),
    request_body = ChooseImage,
    responses((status = 200, body = Image), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 503, body = api::Error)))]
pub async fn restore(
    State(workspace): State<Workspace>,
    Path(hash): Path<String>,
    Json(chosen): Json<ChooseImage>,
) -> Result<axum::Json<Image>, Error> {
    history::restore(&workspace, digest(&hash)?, &chosen).await.map(axum::Json)
}

/// What a rebuild of the image of a hash would touch
#[utoipa::path(get, path = "/api/images/{hash}/rebuild", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = RebuildOutlook), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn rebuild(
    State(workspace): State<Workspace>,
    Path(hash): Path<String>,
) -> Result<axum::Json<RebuildOutlook>, Error> {
    rebuild::outlook(&workspace, digest(&hash)?).await.map(axum::Json)
}

/// Removes images from the registry, or tells which would go
///
/// What is recorded of them stays. Images that versions are tied to are never removed.
#[utoipa::path(post, path = "/api/images/evict", tag = "images", request_body = EvictRequest,
    responses((status = 200, body = Eviction), (status = 400, body = api::Error), (status = 503, body = api::Error)))]
pub async fn evict(
    State(workspace): State<Workspace>,
    Json(request): Json<EvictRequest>,
) -> Result<axum::Json<Eviction>, Error> {
    evict::evict(&workspace, request).await.map(axum::Json)
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

fn digest(hash: &str) -> Result<Digest, Error> {
    let hash = hash.parse::<Digest>();
    hash.map_err(|error| Error::refuse(code::INVALID_PARAMETER, error.to_string()).field("hash"))
}
