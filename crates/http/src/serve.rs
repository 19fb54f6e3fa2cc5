//! Listening, and stopping in order.

use crate::{
    Site,
    connections::{ConnectionLimits, Connections},
    tls::TlsListener,
};
use axum::http::uri::Scheme;
use std::future::Future;
use tokio::net::TcpListener;
use workspace::Workspace;

/// Where the workspace listens.
pub struct Listeners {
    /// Without TLS.
    pub plain: TcpListener,
    /// With TLS; the requests that come here have the extension [`Scheme::HTTPS`].
    pub tls: Option<TlsListener>,
    /// The limits of both.
    pub limits: ConnectionLimits,
}

/// Serves the site of a workspace until `stop`; then lets requests end and closes the workspace.
///
/// The caller chooses the addresses. As long as there are no users, those are loopback addresses.
pub async fn serve(
    listeners: Listeners,
    workspace: Workspace,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let closing = workspace.clone();
    tokio::spawn(async move {
        stop.await;
        closing.shut_down();
    });
    let routes = site.router(workspace.clone());
    let connections = Connections::new(listeners.limits, workspace.shutdown.clone());
    let plain = Box::pin(connections.serve(listeners.plain, routes.clone(), Scheme::HTTP));
    let tls = Box::pin(async {
        if let Some(listener) = listeners.tls {
            connections.serve(listener, routes.clone(), Scheme::HTTPS).await;
        }
    });
    tokio::join!(plain, tls);
    workspace.close().await;
}
