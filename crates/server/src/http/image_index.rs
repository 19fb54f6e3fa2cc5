//! The index of image hashes over HTTP.

use super::extract::Query;
use crate::{Error, Workspace, image_index};
use api::ImageIndex;
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of the index.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The cursor of an index that was sent before.
    pub since: Option<String>,
}

/// The hashes of which there is an image: those about which something changed since a cursor, or all
#[utoipa::path(get, path = "/api/images/index", tag = "images", params(Asked),
    responses((status = 200, body = ImageIndex), (status = 400, body = api::Error)))]
pub async fn get(State(workspace): State<Workspace>, Query(asked): Query<Asked>) -> Result<Json<ImageIndex>, Error> {
    image_index::index(&workspace, asked.since.as_deref()).await.map(Json)
}
