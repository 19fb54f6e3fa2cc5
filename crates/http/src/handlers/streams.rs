//! Streams of events over HTTP.

use crate::{CurrentActor, Error, extract::Path};
use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt};
use workspace::{Workspace, events::listen};

/// What happens in a build, as it happens
///
/// Server-sent events: the build, then its lines; the id is the number of the line. Send `Last-Event-ID` to go on where
/// a stream broke off. The stream ends with the build.
#[utoipa::path(get, path = "/api/builds/{id}/events", tag = "builds",
    params(("id" = i64, Path), ("Last-Event-ID" = Option<i64>, Header)),
    responses((status = 200, body = api::BuildEvent, content_type = "text/event-stream"),
        (status = 404, body = api::Error)))]
pub async fn build(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let shutdown = workspace.shutdown.clone();
    Ok(respond(workspace.builds.follow(&actor, id, last_line(&headers), shutdown).await?))
}

/// What happens in a run, as it happens
///
/// Server-sent events: the run, then its lines; the id is the number of the line. Send `Last-Event-ID` to go on where a
/// stream broke off. The stream ends with the run.
#[utoipa::path(get, path = "/api/runs/{id}/events", tag = "runs",
    params(("id" = i64, Path), ("Last-Event-ID" = Option<i64>, Header)),
    responses((status = 200, body = api::RunEvent, content_type = "text/event-stream"),
        (status = 404, body = api::Error)))]
pub async fn run(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let shutdown = workspace.shutdown.clone();
    Ok(respond(workspace.runs.follow(&actor, id, last_line(&headers), shutdown).await?))
}

/// What changes in the workspace, as it changes
///
/// Server-sent events without content: whoever shows what changed asks for it again.
#[utoipa::path(get, path = "/api/events", tag = "workspace",
    params(("Last-Event-ID" = Option<String>, Header)),
    responses((status = 200, body = api::WorkspaceEvent, content_type = "text/event-stream")))]
pub async fn changes(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    headers: HeaderMap,
) -> Result<Response, Error> {
    Ok(respond(listen(&actor, workspace.events, workspace.shutdown, last_event_id(&headers))?))
}

/// The number of the line that a client saw last.
fn last_line(headers: &HeaderMap) -> u64 {
    last_event_id(headers).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn last_event_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("last-event-id").and_then(|value| value.to_str().ok())
}

fn respond<T: serde::Serialize>(
    events: impl Stream<Item = Result<(u64, T), workspace::Error>> + Send + 'static,
) -> Response {
    let events = events.map(|event| {
        let (id, value) = event?;
        Event::default().id(id.to_string()).json_data(value).map_err(axum::BoxError::from)
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
