//! The workspace as a whole.

use crate::{Error, Workspace, status};
use axum::{Json, extract::State};

/// What the workspace is and how it stands
#[utoipa::path(get, path = "/api/workspace", tag = "workspace", responses((status = 200, body = api::Workspace)))]
pub async fn get(State(workspace): State<Workspace>) -> Result<Json<api::Workspace>, Error> {
    status::workspace(&workspace).await.map(Json)
}
