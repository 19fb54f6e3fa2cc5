//! The blob storage that clients upload build contexts to.

mod blob;
mod datastore;
mod entry;
mod names;
mod reply;

pub use datastore::{datastore, keys, secrets};
pub use entry::shared_access;
pub use names::{CONTAINER, SUFFIX, account};

use axum::{Router, middleware, routing::put};
use workspace::Workspace;

/// The container and what is in it, for whoever has a signature of this workspace.
pub fn router(workspace: &Workspace) -> Router<Workspace> {
    let blob = put(blob::put).get(blob::get).delete(blob::delete);
    Router::new()
        .route("/azureml", put(blob::make_container))
        .route("/azureml/{*path}", blob)
        .route_layer(middleware::from_fn_with_state(workspace.clone(), entry::signed))
        .layer(middleware::map_response(reply::reword))
}
