//! Listening, and stopping in order.

use crate::{Workspace, router, tls::TlsListener};
use axum::{Extension, Router, http::uri::Scheme};
use std::{future::Future, io};
use tokio::net::TcpListener;

/// Where the workspace listens.
pub struct Listeners {
    /// Without TLS.
    pub plain: TcpListener,
    /// With TLS; the requests that come here have the extension [`Scheme::HTTPS`].
    pub tls: Option<TlsListener>,
}

/// Serves the workspace and the console's pages until `stop`; then lets requests end and stops the workspace.
///
/// The caller chooses the addresses. As long as there are no users, those are loopback addresses.
///
/// # Errors
/// When a listener fails.
pub async fn serve(
    listeners: Listeners,
    workspace: Workspace,
    pages: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let closing = workspace.clone();
    tokio::spawn(async move {
        stop.await;
        closing.stop();
    });
    let stopped = || workspace.stopping.clone().cancelled_owned();
    let routes = router(workspace.clone(), pages);
    let secure = routes.clone().layer(Extension(Scheme::HTTPS));
    let plain = async { axum::serve(listeners.plain, routes).with_graceful_shutdown(stopped()).await };
    let tls = async {
        match listeners.tls {
            Some(listener) => axum::serve(listener, secure).with_graceful_shutdown(stopped()).await,
            None => Ok(()),
        }
    };
    tokio::try_join!(plain, tls)?;
    workspace.close().await;
    Ok(())
}
