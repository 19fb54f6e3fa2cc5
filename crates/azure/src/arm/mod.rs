//! The Azure Resource Manager's face: what azure-ai-ml (v2) asks for.

mod codes;
mod computes;
mod containers;
mod document;
mod jobs;
mod paging;
mod system_data;
mod versions;

use super::{discovery, storage};
use axum::{
    Router,
    routing::{get, post},
};
use workspace::Workspace;

/// The paths below a workspace.
pub fn router() -> Router<Workspace> {
    Router::new()
        .route("/", get(discovery::workspace))
        .route("/listKeys", post(storage::keys))
        .route("/datastores/{datastore}", get(storage::datastore))
        .route("/datastores/{datastore}/listSecrets", post(storage::secrets))
        .route("/codes/{name}/versions", get(codes::list))
        .route("/codes/{name}/versions/{version}", get(codes::get).put(codes::put))
        .route("/codes/{name}/versions/{version}/startPendingUpload", post(codes::begin))
        .route("/jobs", get(jobs::list))
        .route("/jobs/{name}", get(jobs::get).put(jobs::put))
        .route("/jobs/{name}/cancel", post(jobs::cancel))
        .merge(compute_router())
        .route("/environments", get(containers::list))
        .route("/environments/{name}", get(containers::get).put(containers::put).delete(containers::delete))
        .route("/environments/{name}/versions", get(versions::list))
        .route(
            "/environments/{name}/versions/{version}",
            get(versions::get).put(versions::put).delete(versions::delete),
        )
}

/// The paths of compute targets below a workspace, which clients ask for in two places.
pub fn compute_router() -> Router<Workspace> {
    Router::new().route("/computes", get(computes::list)).route("/computes/{name}", get(computes::get))
}
