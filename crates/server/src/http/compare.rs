//! Two versions compared, over HTTP.

use super::{extract::Query, tagged::tagged_json};
use crate::{Error, Workspace, versions};
use api::{ComparisonResponse, VersionReference};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which two.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The first, as `NAME:VERSION`.
    left: String,
    /// The second, as `NAME:VERSION`.
    right: String,
}

/// What differs between two versions
#[utoipa::path(get, path = "/api/compare", tag = "versions", params(Asked),
    responses((status = 200, body = ComparisonResponse), (status = 304), (status = 400, body = api::Error),
        (status = 404, body = api::Error), (status = 422, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (left, right) = (reference("left", &asked.left)?, reference("right", &asked.right)?);
    tagged_json(&headers, &versions::compare(&workspace, &left, &right).await?)
}

fn reference(field: &str, text: &str) -> Result<VersionReference, Error> {
    text.parse().map_err(|error: api::Error| {
        Error::refuse(api::code::INVALID_PARAMETER, error.message).field(field).help(error.help.unwrap_or_default())
    })
}
