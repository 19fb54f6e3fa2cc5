//! For those who watch over the server.

use crate::{CurrentActor, Error};
use axum::{
    Json,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use workspace::{Workspace, health::METRICS_MEDIA_TYPE};

/// Whether the process answers
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = String)))]
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Whether the database answers, so that requests can be served
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = String), (status = 500, body = api::Error)))]
pub async fn ready(State(workspace): State<Workspace>) -> Result<&'static str, Error> {
    workspace.status.ping().await?;
    Ok("ready\n")
}

/// What works, what does not and what to do: engines, registry, database, disk, queue and limits
///
/// Asks the registry, for two seconds at most. Indexes and channels are named without credentials and not asked.
#[utoipa::path(get, path = "/api/health", tag = "health", responses((status = 200, body = api::Health)))]
pub async fn health(State(workspace): State<Workspace>, actor: CurrentActor) -> Result<Json<api::Health>, Error> {
    Ok(Json(workspace.health.get(&actor).await?))
}

/// Builds, queue, verdicts, registry and disk as numbers, in the text form of Prometheus
#[utoipa::path(get, path = "/metrics", tag = "health", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn metrics(State(workspace): State<Workspace>, actor: CurrentActor) -> Result<Response, Error> {
    let text = workspace.metrics.get(&actor).await?;
    Ok(([(CONTENT_TYPE, METRICS_MEDIA_TYPE)], text).into_response())
}
