//! Connections with TLS, for the same routes as those without.

use super::{Certificate, CertificateError};
use axum::serve::Listener;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// How long a client may take to shake hands.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How many may do so at once; the others wait.
const MAX_HANDSHAKES: usize = 256;

/// A listener whose connections have TLS. Nobody waits for somebody else's handshake.
pub struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<io::Result<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl TlsListener {
    /// Listens with this certificate.
    ///
    /// # Errors
    /// When certificate and key do not belong together.
    pub fn new(listener: TcpListener, certificate: Certificate) -> Result<Self, CertificateError> {
        Ok(Self { listener, acceptor: certificate.config()?.into(), handshakes: JoinSet::new() })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                (stream, address) = Listener::accept(&mut self.listener), if self.handshakes.len() < MAX_HANDSHAKES => {
                    let acceptor = self.acceptor.clone();
                    self.handshakes.spawn(async move {
                        let stream = timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream)).await??;
                        Ok((stream, address))
                    });
                }
                Some(done) = self.handshakes.join_next() => match done {
                    Ok(Ok(connection)) => return connection,
                    Ok(Err(error)) => tracing::debug!(%error, "a client did not finish its TLS handshake"),
                    Err(error) => tracing::error!(%error, "a TLS handshake failed"),
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
