//! The endpoints of the API: one file per noun. Handlers read the request, call one function of a service and choose the
//! status; they decide nothing.

mod activity;
mod builds;
mod contexts;
mod definitions;
mod environments;
mod health;
mod images;
mod log;
mod packages;
mod previews;
mod runs;
mod streams;
mod versions;
mod workspace;

pub use log::text as log_text;

use ::workspace::Workspace;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Adds every endpoint with its description to a router.
pub fn add_endpoints(router: OpenApiRouter<Workspace>) -> OpenApiRouter<Workspace> {
    router
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
        .routes(routes!(versions::compare))
        .routes(routes!(definitions::import))
        .routes(routes!(previews::preview))
        .routes(routes!(images::list))
        .routes(routes!(images::index))
        .routes(routes!(images::evict))
        .routes(routes!(images::get))
        .routes(routes!(images::export))
        .routes(routes!(images::today))
        .routes(routes!(images::history))
        .routes(routes!(images::restore))
        .routes(routes!(images::rebuild))
        .routes(routes!(versions::tie, versions::untie))
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
        .routes(routes!(streams::changes))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(health::health))
        .routes(routes!(health::metrics))
}
