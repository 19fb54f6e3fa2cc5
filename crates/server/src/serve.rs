//! Listening, and stopping in order.

use crate::{Workspace, router};
use axum::Router;
use std::future::Future;
use tokio::net::TcpListener;

/// Serves the workspace and the console's pages until `stop`; then lets requests end and stops the workspace.
///
/// The caller chooses the address. As long as there are no users, that is a loopback address.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    workspace: Workspace,
    pages: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let closing = workspace.clone();
    let stopping = async move {
        stop.await;
        closing.stop();
    };
    axum::serve(listener, router(workspace.clone(), pages)).with_graceful_shutdown(stopping).await?;
    workspace.close().await;
    Ok(())
}
