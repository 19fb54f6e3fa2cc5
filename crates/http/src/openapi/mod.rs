//! The description of the API.

mod complete;

pub use complete::complete;

use crate::{Error, handlers, tagged::tagged};
use axum::{Router, http::HeaderMap, routing::get};
use utoipa::{OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;
use workspace::Workspace;

#[derive(OpenApi)]
#[openapi(
    info(title = "Terrarium", description = "A workspace for machine-learning environments. See docs/API.md."),
    components(schemas(api::BuildEvent, api::RunEvent, api::WorkspaceEvent))
)]
struct Document;

/// A router that collects descriptions, with what holds for the API as a whole.
pub fn described() -> OpenApiRouter<Workspace> {
    OpenApiRouter::with_openapi(Document::openapi())
}

/// The document as text.
///
/// # Errors
/// Never for the descriptions of this crate; a test writes it out.
pub fn openapi() -> Result<String, serde_json::Error> {
    complete(handlers::add_endpoints(described()).into_openapi()).to_pretty_json()
}

/// The endpoint that shows the document.
pub fn route(document: openapi::OpenApi) -> Router<Workspace> {
    let show = async move |headers: HeaderMap| {
        let text = document.to_pretty_json().map_err(|error| workspace::Error::Internal(error.to_string()))?;
        Ok::<_, Error>(tagged(&headers, "application/json", text))
    };
    Router::new().route(api::path::OPENAPI, get(show))
}
