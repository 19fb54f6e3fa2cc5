//! The first data plane's face: what azureml-core (v1) asks for.

mod builds;
mod definitions;
mod document;
mod execution;
mod images;
mod recipe;
mod script;
mod snapshots;

pub use execution::router as execution_router;
pub use snapshots::router as content_router;

use axum::{
    Router,
    routing::{get, post, put},
};
use workspace::Workspace;

/// The paths below a workspace.
pub fn router() -> Router<Workspace> {
    Router::new()
        .route("/environments/", get(definitions::list))
        .route("/environments", get(definitions::list))
        .route("/environments/{name}", get(definitions::newest).put(definitions::register))
        .route("/environments/{name}/versions/{version}", get(definitions::get).put(definitions::register_version))
        .route("/environments/{name}/versions/{version}/metadata", put(definitions::describe))
        .route("/environments/{name}/labels/{label}", get(definitions::labelled))
        .route("/environments/{name}/image", get(images::newest))
        .route("/environments/{name}/versions/{version}/image", get(images::get))
        .route("/environments/{name}/recipe", post(recipe::newest))
        .route("/environments/{name}/versions/{version}/recipe", post(recipe::get))
}

/// Those below a workspace that start builds.
pub fn build_router() -> Router<Workspace> {
    Router::new()
        .route("/environments/{name}/versions/{version}/image", post(builds::start))
        .route("/environments/{name}/versions/{version}/imageoncompute/{compute}", post(builds::start))
        .route("/builds/{id}", get(builds::get))
}
