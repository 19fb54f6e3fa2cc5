//! The HTTP face of the workspace: one file by noun. Handlers read the request, call one function of the workspace and
//! say the status; they decide nothing.

mod activity;
mod builds;
mod compare;
mod console;
mod contexts;
mod definitions;
mod environments;
pub mod extract;
mod guard;
mod health;
mod image_index;
mod images;
mod log;
mod openapi;
mod packages;
mod previews;
mod runs;
mod streams;
mod tagged;
mod ties;
mod versions;
mod workspace;

use crate::{Error, Workspace, azure};
use api::code;
use axum::{Router, response::IntoResponse};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use log::text as log_text;
pub use openapi::openapi;

/// The whole site: the API, and the console's pages on every path that the API does not have.
pub fn router(workspace: Workspace, pages: Router) -> Router {
    let headers = console::security_headers(&workspace.settings.script_hashes);
    let (api, document) = endpoints().split_for_parts();
    let pages = pages.layer(axum::middleware::from_fn_with_state(workspace.clone(), azure::no_page));
    api.merge(openapi::route(document))
        .route("/api/{*rest}", axum::routing::any(no_such_path))
        .merge(azure::router(&workspace))
        .method_not_allowed_fallback(no_such_method)
        .with_state(workspace)
        .fallback_service(pages)
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http().make_span_with(span))
                .layer(headers)
                .layer(CatchPanicLayer::custom(panicked))
                .layer(axum::middleware::from_fn(guard::only_from_here)),
        )
}

/// Every endpoint with its description.
fn endpoints() -> OpenApiRouter<Workspace> {
    openapi::described()
        .routes(routes!(workspace::get))
        .routes(routes!(environments::list))
        .routes(routes!(environments::get, environments::update))
        .routes(routes!(environments::archive))
        .routes(routes!(environments::restore))
        .routes(routes!(versions::list, versions::register))
        .routes(routes!(versions::get, versions::update))
        .routes(routes!(versions::archive))
        .routes(routes!(versions::restore))
        .routes(routes!(versions::export))
        .routes(routes!(compare::get))
        .routes(routes!(definitions::import))
        .routes(routes!(previews::preview))
        .routes(routes!(images::list))
        .routes(routes!(image_index::get))
        .routes(routes!(images::evict))
        .routes(routes!(images::get))
        .routes(routes!(images::export))
        .routes(routes!(images::today))
        .routes(routes!(images::history))
        .routes(routes!(images::restore))
        .routes(routes!(images::rebuild))
        .routes(routes!(ties::tie, ties::untie))
        .routes(routes!(packages::names))
        .routes(routes!(packages::versions))
        .routes(routes!(builds::list, builds::start))
        .routes(routes!(builds::get))
        .routes(routes!(builds::cancel))
        .routes(routes!(builds::retry))
        .routes(routes!(builds::log))
        .routes(routes!(runs::list, runs::start))
        .routes(routes!(runs::get))
        .routes(routes!(runs::cancel))
        .routes(routes!(runs::log))
        .routes(routes!(contexts::upload))
        .routes(routes!(contexts::get))
        .routes(routes!(contexts::archive))
        .routes(routes!(activity::list))
        .routes(routes!(activity::export))
        .routes(routes!(streams::build))
        .routes(routes!(streams::run))
        .routes(routes!(streams::workspace))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(health::health))
        .routes(routes!(health::metrics))
}

/// What the log says of a request: never its query, headers or body.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}

async fn no_such_path() -> Error {
    Error::not_found("such path in the API").help("The paths are listed at /api/openapi.json")
}

async fn no_such_method() -> Error {
    Error::refuse(code::METHOD_NOT_ALLOWED, "this path does not take this method")
        .help("The methods of each path are listed at /api/openapi.json")
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::Panicked(text.unwrap_or("without a word").to_owned()).into_response()
}
