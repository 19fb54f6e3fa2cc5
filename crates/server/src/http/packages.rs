//! Packages over HTTP.

use super::{
    extract::{Path, Query},
    tagged::tagged_json,
};
use crate::{
    Error, Workspace,
    packages::{self, Source},
    page,
};
use api::{PackageNames, PackageVersions};
use axum::{Json, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which names are looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// How the names begin.
    #[serde(default)]
    search: String,
    /// How many at most, 1 to 200, 50 when not given.
    limit: Option<u32>,
    /// Conda channels between commas, in order of priority; those of the workspace when not given.
    channels: Option<String>,
}

/// Where the versions are looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// Conda channels between commas, in order of priority; those of the workspace when not given.
    channels: Option<String>,
}

/// Names of packages that begin like this, those that the workspace has seen first
#[utoipa::path(get, path = "/api/packages/{source}", tag = "packages", params(("source" = String, Path), Wanted),
    responses((status = 200, body = PackageNames), (status = 400, body = api::Error)))]
pub async fn names(
    State(workspace): State<Workspace>,
    Path(source): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PackageNames>, Error> {
    let source = Source::read(&source, wanted.channels.as_deref(), &workspace.settings.defaults.channels)?;
    let limit = usize::try_from(page::limit(wanted.limit)?).unwrap_or(usize::MAX);
    packages::names(&workspace, &source, &wanted.search, limit).await.map(Json)
}

/// The versions of a package that the indexes or channels offer, newest first
#[utoipa::path(get, path = "/api/packages/{source}/{name}", tag = "packages",
    params(("source" = String, Path), ("name" = String, Path), Channels),
    responses((status = 200, body = PackageVersions), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 503, body = api::Error)))]
pub async fn versions(
    State(workspace): State<Workspace>,
    Path((source, name)): Path<(String, String)>,
    Query(asked): Query<Channels>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let source = Source::read(&source, asked.channels.as_deref(), &workspace.settings.defaults.channels)?;
    tagged_json(&headers, &*packages::versions(&workspace, source, &name).await?)
}
