//! Previews over HTTP.

use super::extract::Json;
use crate::{Error, Workspace, preview};
use api::{PreviewRequest, PreviewResponse};
use axum::extract::State;

/// Whether images would be reused, asked before anything is submitted
#[utoipa::path(post, path = "/api/previews", tag = "previews", request_body = PreviewRequest,
    responses((status = 200, body = PreviewResponse), (status = 400, body = api::Error), (status = 413, body = api::Error),
        (status = 422, body = api::Error)))]
pub async fn preview(
    State(workspace): State<Workspace>,
    Json(request): Json<PreviewRequest>,
) -> Result<axum::Json<PreviewResponse>, Error> {
    preview::preview(&workspace, request).await.map(axum::Json)
}
