//! Packages over HTTP.

use crate::{
    CurrentActor, Error,
    extract::{Path, Query},
    tagged::tagged_json,
};
use api::{PackageNames, PackageVersions};
use axum::{Json, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{Workspace, input::page, packages::PackageSource};

/// Which names are looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NamesQuery {
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
#[into_params(parameter_in = Query)]
pub struct ChannelsQuery {
    /// Conda channels between commas, in order of priority; those of the workspace when not given.
    channels: Option<String>,
}

/// Names of packages that begin like this, those that the workspace has seen first
#[utoipa::path(get, path = "/api/packages/{source}", tag = "packages", params(("source" = String, Path), NamesQuery),
    responses((status = 200, body = PackageNames), (status = 400, body = api::Error)))]
pub async fn names(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(source): Path<String>,
    Query(query): Query<NamesQuery>,
) -> Result<Json<PackageNames>, Error> {
    let source = PackageSource::parse(&source, query.channels.as_deref(), &workspace.definitions.defaults().channels)?;
    let limit = usize::try_from(page::limit(query.limit)?).unwrap_or(usize::MAX);
    Ok(Json(workspace.packages.names(&actor, &source, &query.search, limit).await?))
}

/// The versions of a package that the indexes or channels offer, newest first
#[utoipa::path(get, path = "/api/packages/{source}/{name}", tag = "packages",
    params(("source" = String, Path), ("name" = String, Path), ChannelsQuery),
    responses((status = 200, body = PackageVersions), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 503, body = api::Error)))]
pub async fn versions(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path((source, name)): Path<(String, String)>,
    Query(query): Query<ChannelsQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let source = PackageSource::parse(&source, query.channels.as_deref(), &workspace.definitions.defaults().channels)?;
    tagged_json(&headers, &*workspace.packages.versions(&actor, source, &name).await?)
}
