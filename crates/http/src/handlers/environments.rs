//! Environments over HTTP.

use crate::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use api::{Environment, EnvironmentFilter, EnvironmentList, EnvironmentSort, UpdateEnvironment};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{
    Workspace,
    environments::EnvironmentSearch,
    input::{Name, page},
};

/// Which environments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnvironmentQuery {
    /// Part of a name, or the beginning of a package name, of a hash, of a label or of a tag, in letters of any case.
    #[serde(default)]
    search: String,
    /// Which kind.
    #[serde(default)]
    #[param(inline)]
    filter: EnvironmentFilter,
    /// Those with this label, or with this tag at the newest version: `NAME` or `NAME:VALUE`, in letters
    /// of any case.
    #[serde(default)]
    label: String,
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
#[utoipa::path(get, path = "/api/environments", tag = "environments", params(EnvironmentQuery),
    responses((status = 200, body = EnvironmentList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<EnvironmentQuery>,
) -> Result<axum::Json<EnvironmentList>, Error> {
    let EnvironmentQuery { search: text, filter, label, sort, cursor, limit } = query;
    let after = cursor.as_deref().map(page::cursor).transpose()?;
    let (text, label) = (page::search(text, "search")?, page::search(label, "label")?);
    let search = EnvironmentSearch { text, label, filter, sort, after };
    Ok(axum::Json(workspace.environments.list(&actor, search, page::limit(limit)?).await?))
}

/// One environment
#[utoipa::path(get, path = "/api/environments/{name}", tag = "environments", params(("name" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(name): Path<String>,
) -> Result<axum::Json<Environment>, Error> {
    Ok(axum::Json(workspace.environments.get(&actor, &Name::environment(&name)?).await?))
}

/// Changes the labels
///
/// With `seen`, only when they are still what the change was made from.
#[utoipa::path(patch, path = "/api/environments/{name}", tag = "environments", params(("name" = String, Path)),
    request_body = UpdateEnvironment,
    responses((status = 200, body = Environment), (status = 400, body = api::Error), (status = 404, body = api::Error),
        (status = 409, body = api::Error), (status = 422, body = api::Error)))]
pub async fn update(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(name): Path<String>,
    Json(change): Json<UpdateEnvironment>,
) -> Result<axum::Json<Environment>, Error> {
    Ok(axum::Json(workspace.environments.update(&actor, &Name::environment(&name)?, change).await?))
}

/// Hides an environment from lists; its versions stay
#[utoipa::path(post, path = "/api/environments/{name}/archive", tag = "environments", params(("name" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn archive(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(name): Path<String>,
) -> Result<axum::Json<Environment>, Error> {
    Ok(axum::Json(workspace.environments.archive(&actor, &Name::environment(&name)?).await?))
}

/// Brings a hidden environment back into lists
#[utoipa::path(post, path = "/api/environments/{name}/restore", tag = "environments", params(("name" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = api::Error), (status = 409, body = api::Error)))]
pub async fn restore(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(name): Path<String>,
) -> Result<axum::Json<Environment>, Error> {
    Ok(axum::Json(workspace.environments.restore(&actor, &Name::environment(&name)?).await?))
}
