//! The workspace as a whole.

use crate::{CurrentActor, Error};
use axum::{Json, extract::State};
use workspace::Workspace;

/// What the workspace is and how it stands
#[utoipa::path(get, path = "/api/workspace", tag = "workspace", responses((status = 200, body = api::Workspace)))]
pub async fn get(State(workspace): State<Workspace>, actor: CurrentActor) -> Result<Json<api::Workspace>, Error> {
    Ok(Json(workspace.status.get(&actor).await?))
}
