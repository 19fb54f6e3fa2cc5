//! The blob storage that clients upload build contexts to.

mod blob;
mod datastore;
mod entry;
mod reply;

pub use datastore::{datastore, keys, secrets};
pub use entry::shared_access;

use axum::{Router, middleware, routing::put};
use workspace::Workspace;

/// The domain that clients put after the name of the storage account.
pub const SUFFIX: &str = "core.localhost";
/// The one container.
pub const CONTAINER: &str = "azureml";

/// The name of the storage account. Clients make `https://NAME.blob.SUFFIX` of it, and what follows `#` is no part of an
/// address: so they come here, whatever names this machine can look up.
pub fn account(host: &str) -> String {
    format!("{host}#")
}

/// The container and what is in it, for whoever has a signature of this workspace.
pub fn router(workspace: &Workspace) -> Router<Workspace> {
    let blob = put(blob::put).get(blob::get).delete(blob::delete);
    Router::new()
        .route("/azureml", put(blob::make_container))
        .route("/azureml/{*path}", blob)
        .route_layer(middleware::from_fn_with_state(workspace.clone(), entry::signed))
        .layer(middleware::map_response(reply::reword))
}
