//! Listening, and stopping in order.

use crate::{Site, tls::TlsListener};
use axum::{Extension, http::uri::Scheme};
use std::{future::Future, io};
use tokio::net::TcpListener;
use workspace::Workspace;

/// Where the workspace listens.
pub struct Listeners {
    /// Without TLS.
    pub plain: TcpListener,
    /// With TLS; the requests that come here have the extension [`Scheme::HTTPS`].
    pub tls: Option<TlsListener>,
}

/// Serves the site of a workspace until `stop`; then lets requests end and closes the workspace.
///
/// The caller chooses the addresses. As long as there are no users, those are loopback addresses.
///
/// # Errors
/// When a listener fails.
pub async fn serve(
    listeners: Listeners,
    workspace: Workspace,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let closing = workspace.clone();
    tokio::spawn(async move {
        stop.await;
        closing.shut_down();
    });
    let stopped = || workspace.shutdown.clone().cancelled_owned();
    let routes = site.router(workspace.clone());
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
