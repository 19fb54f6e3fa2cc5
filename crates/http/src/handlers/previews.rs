//! Previews over HTTP.

use crate::{CurrentActor, Error, extract::Json};
use api::{PreviewRequest, PreviewResponse};
use axum::extract::State;
use workspace::Workspace;

/// Whether images would be reused, asked before anything is submitted
#[utoipa::path(post, path = "/api/previews", tag = "previews", request_body = PreviewRequest,
    responses((status = 200, body = PreviewResponse), (status = 400, body = api::Error), (status = 413, body = api::Error),
        (status = 422, body = api::Error)))]
pub async fn preview(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Json(request): Json<PreviewRequest>,
) -> Result<axum::Json<PreviewResponse>, Error> {
    Ok(axum::Json(workspace.previews.preview(&actor, request).await?))
}
