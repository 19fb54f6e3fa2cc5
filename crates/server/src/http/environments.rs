//! Environments over HTTP.

use super::extract::{Path, Query};
use crate::{Error, Workspace, environments, name::Name, page};
use api::{Environment, EnvironmentFilter, EnvironmentList, EnvironmentSort};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which environments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Part of a name, or the beginning of a package name or of a hash.
    #[serde(default)]
    search: String,
    /// Which kind.
    #[serde(default)]
    #[param(inline)]
    filter: EnvironmentFilter,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    sort: EnvironmentSort,
    /// The cursor that the page before ended with.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    limit: Option<u32>,
}

/// The environments of the workspace, a page at a time
#[utoipa::path(get, path = "/api/environments", tag = "environments", params(Asked),
    responses((status = 200, body = EnvironmentList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    Query(asked): Query<Asked>,
) -> Result<Json<EnvironmentList>, Error> {
    let Asked { search, filter, sort, cursor, limit } = asked;
    environments::list(&workspace, search, filter, sort, cursor.as_deref(), page::limit(limit)?).await.map(Json)
}

/// One environment
#[utoipa::path(get, path = "/api/environments/{name}", tag = "environments", params(("name" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = api::Error)))]
pub async fn get(State(workspace): State<Workspace>, Path(name): Path<String>) -> Result<Json<Environment>, Error> {
    environments::get(&workspace, &Name::environment(&name)?).await.map(Json)
}

/// Hides an environment from lists; its versions stay
#[utoipa::path(post, path = "/api/environments/{name}/archive", tag = "environments", params(("name" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn archive(State(workspace): State<Workspace>, Path(name): Path<String>) -> Result<Json<Environment>, Error> {
    environments::archive(&workspace, &Name::environment(&name)?).await.map(Json)
}

/// Brings a hidden environment back into lists
#[utoipa::path(post, path = "/api/environments/{name}/restore", tag = "environments", params(("name" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn restore(State(workspace): State<Workspace>, Path(name): Path<String>) -> Result<Json<Environment>, Error> {
    environments::restore(&workspace, &Name::environment(&name)?).await.map(Json)
}
