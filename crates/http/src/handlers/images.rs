//! Images over HTTP.

use crate::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
    tagged::{tagged, tagged_json},
};
use api::{
    ChooseImage, EvictRequest, Eviction, Image, ImageFilter, ImageHistory, ImageIndex, ImageList, ImageSort,
    RebuildOutlook, Today, code,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use definition::Digest;
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{
    Workspace, exports,
    images::{self, ImageSearch},
    input::page,
};

/// Which images.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImageQuery {
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
pub struct ManifestQuery {
    /// Its manifest digest; the current one when not given.
    manifest: Option<String>,
}

/// The current image of each hash, or the last one of each that has none, a page at a time
#[utoipa::path(get, path = "/api/images", tag = "images", params(ImageQuery),
    responses((status = 200, body = ImageList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<ImageQuery>,
) -> Result<axum::Json<ImageList>, Error> {
    let ImageQuery { search: text, filter, sort, cursor, limit } = query;
    let text = page::search(text, "search")?;
    let search = ImageSearch { text, filter, sort, after: cursor.as_deref().map(images::position).transpose()? };
    Ok(axum::Json(workspace.images.list(&actor, &search, page::limit(limit)?).await?))
}

/// The current image of a hash or another one of it, with its lock, definition and Dockerfiles
#[utoipa::path(get, path = "/api/images/{hash}", tag = "images", params(("hash" = String, Path), ManifestQuery),
    responses((status = 200, body = Image), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(hash): Path<String>,
    Query(query): Query<ManifestQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tagged_json(&headers, &workspace.images.get(&actor, digest(&hash)?, query.manifest.as_deref()).await?)
}

/// What an image holds, as a file
///
/// The form is one of `lock`, `spdx` and `cyclonedx`. Of an image that left the registry, too.
#[utoipa::path(get, path = "/api/images/{hash}/export/{form}", tag = "images",
    params(("hash" = String, Path), ("form" = String, Path), ManifestQuery),
    responses((status = 200, body = String), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn export(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((hash, form)): Path<(String, String)>,
    Query(query): Query<ManifestQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let text = workspace.exports.image(&actor, digest(&hash)?, query.manifest.as_deref(), &form).await?;
    Ok(tagged(&headers, exports::media_type(&form), text))
}

/// Every image that a hash has or had, built last first, each with the packages that moved
#[utoipa::path(get, path = "/api/images/{hash}/history", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = ImageHistory), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn history(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(hash): Path<String>,
) -> Result<axum::Json<ImageHistory>, Error> {
    Ok(axum::Json(workspace.history.list(&actor, digest(&hash)?).await?))
}

/// Makes an older image of a hash the current one
///
/// The registry is asked first: 409 when it no longer has the image, 503 when it does not answer.
#[utoipa::path(post, path = "/api/images/{hash}/restore", tag = "images", params(("hash" = String, Path)),
    request_body = ChooseImage,
    responses((status = 200, body = Image), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 503, body = api::Error)))]
pub async fn restore(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(hash): Path<String>,
    Json(chosen): Json<ChooseImage>,
) -> Result<axum::Json<Image>, Error> {
    Ok(axum::Json(workspace.history.restore(&actor, digest(&hash)?, &chosen).await?))
}

/// What a rebuild of the image of a hash would touch
#[utoipa::path(get, path = "/api/images/{hash}/rebuild", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = RebuildOutlook), (status = 400, body = api::Error),
        (status = 404, body = api::Error)))]
pub async fn rebuild(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(hash): Path<String>,
) -> Result<axum::Json<RebuildOutlook>, Error> {
    Ok(axum::Json(workspace.rebuild_outlooks.get(&actor, digest(&hash)?).await?))
}

/// Removes images from the registry, or reports which would be removed
///
/// What is recorded of them stays. Images that versions are tied to are never removed.
#[utoipa::path(post, path = "/api/images/evict", tag = "images", request_body = EvictRequest,
    responses((status = 200, body = Eviction), (status = 400, body = api::Error), (status = 503, body = api::Error)))]
pub async fn evict(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Json(request): Json<EvictRequest>,
) -> Result<axum::Json<Eviction>, Error> {
    Ok(axum::Json(workspace.eviction.evict(&actor, request).await?))
}

/// What a build of the same definition would install today, beside what the image holds
///
/// Resolves the definition again on the server, which may take a minute; the answer is cached for 15 minutes.
#[utoipa::path(get, path = "/api/images/{hash}/today", tag = "images", params(("hash" = String, Path)),
    responses((status = 200, body = Today), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 422, body = api::Error), (status = 503, body = api::Error)))]
pub async fn today(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tagged_json(&headers, &*workspace.drift.get(&actor, digest(&hash)?).await?)
}

fn digest(hash: &str) -> Result<Digest, Error> {
    let hash = hash.parse::<Digest>();
    hash.map_err(|error| workspace::Error::refuse(code::INVALID_PARAMETER, error.to_string()).field("hash").into())
}

/// Which part of the index.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IndexQuery {
    /// The cursor of an index that was sent before.
    pub since: Option<String>,
}

/// The hashes of which there is an image: those about which something changed since a cursor, or all
#[utoipa::path(get, path = "/api/images/index", tag = "images", params(IndexQuery),
    responses((status = 200, body = ImageIndex), (status = 400, body = api::Error)))]
pub async fn index(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<IndexQuery>,
) -> Result<axum::Json<ImageIndex>, Error> {
    Ok(axum::Json(workspace.images.index(&actor, query.since.as_deref()).await?))
}
