//! The whole site: the API, the paths of other crates, and the console's pages on every other path.

use crate::{Error, compression::compression, guard, handlers, headers, openapi, stalled};
use api::code;
use axum::{Router, response::IntoResponse};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use workspace::{Workspace, access::Actor};

/// What a site is told when it is made.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    /// The name under which the audit trail records what is done without a credential, from this machine.
    pub local_name: String,
    /// `sha256-BASE64` of each inline script of the console's page, for the content security policy.
    pub script_hashes: Vec<String>,
    /// How long a client may send nothing more of a body before the request is refused.
    pub body_timeout: Duration,
}

/// The default of [`SiteSettings::body_timeout`].
const DEFAULT_BODY_TIMEOUT: Duration = Duration::from_mins(1);

impl Default for SiteSettings {
    fn default() -> Self {
        Self { local_name: "local".into(), script_hashes: Vec::new(), body_timeout: DEFAULT_BODY_TIMEOUT }
    }
}

/// The parts of a site besides the API.
#[derive(Default)]
pub struct Site {
    /// What the site is told.
    pub settings: SiteSettings,
    /// Paths of other crates.
    pub faces: Router<Workspace>,
    /// The console's pages.
    pub pages: Router,
}

impl Site {
    /// The router of the site over a workspace.
    pub fn router(self, workspace: Workspace) -> Router {
        let Self { settings, faces, pages } = self;
        let (api, document) = handlers::add_endpoints(openapi::described()).split_for_parts();
        let document = openapi::complete(document);
        let actor = Actor::of_machine(settings.local_name);
        api.merge(openapi::route(document))
            .route("/api/{*rest}", axum::routing::any(unknown_path))
            .layer(compression())
            .merge(faces)
            .method_not_allowed_fallback(unknown_method)
            .with_state(workspace)
            .fallback_service(pages)
            .layer(
                ServiceBuilder::new()
                    .layer(TraceLayer::new_for_http().make_span_with(span))
                    .layer(headers::security_headers(&settings.script_hashes))
                    .layer(CatchPanicLayer::custom(panicked))
                    .layer(axum::middleware::from_fn_with_state(actor, guard::local_only))
                    .layer(axum::middleware::from_fn_with_state(settings.body_timeout, stalled::refuse)),
            )
    }
}

/// What the log says of a request: never its query, headers or body.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}

async fn unknown_path() -> Error {
    workspace::Error::refuse(code::NOT_FOUND, "unknown API path")
        .help("The paths are listed at /api/openapi.json")
        .into()
}

async fn unknown_method() -> Error {
    workspace::Error::refuse(code::METHOD_NOT_ALLOWED, "this path does not support this method")
        .help("The methods of each path are listed at /api/openapi.json")
        .into()
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message");
    Error(workspace::Error::Internal(format!("a request handler panicked: {text}"))).into_response()
}
