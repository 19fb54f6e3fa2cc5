//! Connections: accepted up to a limit, and closed when their client sends no request.

use axum::{
    Router,
    body::Body,
    http::{Request, uri::Scheme},
    serve::Listener,
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use std::{
    fmt::Debug,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::{ServiceExt as _, service_fn};

/// How many connections there may be, and for how long they may be silent.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// How many connections are served at once, with and without TLS. Further ones wait until one is closed.
    pub max_connections: usize,
    /// How long a client may take for the headers of a request, and how long a connection of HTTP/1.1 is kept open for the
    /// next request.
    pub header_timeout: Duration,
    /// How often a client of HTTP/2 is asked whether it is still there. One that does not answer for as long is gone.
    pub ping_interval: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { max_connections: 512, header_timeout: Duration::from_secs(30), ping_interval: Duration::from_secs(30) }
    }
}

/// Serves connections. Clones share the limit.
#[derive(Clone)]
pub struct Connections {
    builder: Builder<TokioExecutor>,
    header_timeout: Duration,
    permits: Arc<Semaphore>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
}

impl Connections {
    /// Serves connections within these limits until the shutdown.
    pub fn new(limits: ConnectionLimits, shutdown: CancellationToken) -> Self {
        let ConnectionLimits { max_connections, header_timeout, ping_interval } = limits;
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(header_timeout);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(ping_interval).keep_alive_timeout(ping_interval);
        let permits = Arc::new(Semaphore::new(max_connections.min(Semaphore::MAX_PERMITS)));
        Self { builder, header_timeout, permits, tasks: TaskTracker::new(), shutdown }
    }

    /// Accepts connections until the shutdown, then waits until all requests have ended. Requests that come with TLS have
    /// the extension [`Scheme::HTTPS`].
    pub async fn serve<L>(&self, mut listener: L, router: Router, scheme: Scheme)
    where
        L: Listener,
        L::Addr: Debug,
    {
        // Routes are put together with their layers here, once. A router that was not given its state puts all of them
        // together for each connection, which takes megabytes.
        let router: Router = router.with_state(());
        let accepting = self.shutdown.run_until_cancelled(async {
            loop {
                let (io, address) = listener.accept().await;
                if self.permits.available_permits() == 0 {
                    tracing::warn!(?address, "a connection waits until another one is closed: the limit is reached");
                }
                // The semaphore is never closed.
                let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else { return };
                let (own, router, scheme) = (self.clone(), router.clone(), scheme.clone());
                self.tasks.spawn(async move {
                    own.serve_one(io, router, scheme).await;
                    drop(permit);
                });
            }
        });
        accepting.await;
        // Whoever connects from now on is refused, and does not wait in vain.
        drop(listener);
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Serves a connection until its client, a timeout or the shutdown ends it.
    async fn serve_one<I>(&self, io: I, router: Router, scheme: Scheme)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let has_request = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&has_request);
        let service = service_fn(move |request: Request<Incoming>| {
            seen.store(true, Ordering::Relaxed);
            let mut request = request.map(Body::new);
            if scheme == Scheme::HTTPS {
                request.extensions_mut().insert(Scheme::HTTPS);
            }
            router.clone().oneshot(request)
        });
        let mut connection = pin!(self.builder.serve_connection(TokioIo::new(io), TowerToHyperService::new(service)));
        // The timeout of headers begins with the first of them, and HTTP/2 has none.
        let mut first_request = pin!(tokio::time::sleep(self.header_timeout));
        let (mut is_waiting, mut is_stopping) = (true, false);
        loop {
            tokio::select! {
                outcome = connection.as_mut() => {
                    if let Err(error) = outcome {
                        tracing::debug!(%error, "a connection ended");
                    }
                    return;
                }
                () = first_request.as_mut(), if is_waiting => {
                    if !has_request.load(Ordering::Relaxed) {
                        tracing::debug!("a connection was closed: its client sent no request");
                        return;
                    }
                    is_waiting = false;
                }
                () = self.shutdown.cancelled(), if !is_stopping => {
                    connection.as_mut().graceful_shutdown();
                    is_stopping = true;
                }
            }
        }
    }
}
