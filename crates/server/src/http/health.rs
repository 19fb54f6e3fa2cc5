//! For those who watch over the server.

use crate::{Error, Workspace};
use axum::extract::State;

/// Whether the process answers
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = String)))]
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Whether the database answers, so that requests can be served
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = String), (status = 500, body = api::Error)))]
pub async fn ready(State(workspace): State<Workspace>) -> Result<&'static str, Error> {
    workspace.store.ping().await?;
    Ok("ready\n")
}
