//! The description of the API.

use super::tagged::tagged;
use crate::Workspace;
use axum::{Router, http::HeaderMap, routing::get};
use utoipa::{OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;

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
    super::endpoints().into_openapi().to_pretty_json()
}

/// The endpoint that shows the document.
pub fn route(document: openapi::OpenApi) -> Router<Workspace> {
    let show = async move |headers: HeaderMap| {
        let text = document.to_pretty_json().map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        Ok::<_, crate::Error>(tagged(&headers, "application/json", text))
    };
    Router::new().route(api::path::OPENAPI, get(show))
}
