//! The server on a real socket.

use crate::support::{self, no_builder};
use ::workspace::Workspace;
use axum::Router;
use http::{
    ConnectionLimits, Listeners, Site, SiteSettings,
    tls::{self, TlsListener},
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName},
};
use std::{net::Ipv4Addr, sync::Arc, time::Duration};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Many times what an idle machine needs.
const DEADLINE: Duration = Duration::from_mins(1);

struct Served {
    address: String,
    secure: String,
    certificate: CertificateDer<'static>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

async fn serve() -> Served {
    serve_within(ConnectionLimits::default(), SiteSettings::default()).await
}

async fn serve_within(limits: ConnectionLimits, settings: SiteSettings) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let opening = Workspace::open(support::settings(folder.path()), no_builder(folder.path()));
    let workspace = Box::pin(opening).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let secure = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let secure_address = secure.local_addr().unwrap().to_string();
    let own = tls::own(&folder.path().join("tls"), Ipv4Addr::LOCALHOST.into(), OffsetDateTime::now_utc()).unwrap();
    let certificate = own.chain[0].clone();
    let secure = TlsListener::new(secure, own).unwrap();
    let listeners = Listeners { plain: listener, tls: Some(secure), limits };
    let (stop, stopped) = oneshot::channel::<()>();
    let pages =
        Router::new().route("/boom", axum::routing::get(async || -> &'static str { panic!("as the test wants") }));
    let site = Site { settings, pages, ..Site::default() };
    let ended = tokio::spawn(http::serve(listeners, workspace, site, async { drop(stopped.await) }));
    Served { address, secure: secure_address, certificate, stop, ended, _folder: folder }
}

impl Served {
    /// A connection with TLS that has agreed on this protocol.
    async fn connect_securely(&self, protocol: &str) -> TlsStream<TcpStream> {
        let mut trusted = RootCertStore::empty();
        trusted.add(self.certificate.clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_root_certificates(trusted).with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let socket = TcpStream::connect(&self.secure).await.unwrap();
        let name = ServerName::from(std::net::IpAddr::from(Ipv4Addr::LOCALHOST));
        let stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol.as_bytes()));
        stream
    }

    async fn send(&self, head: &str, body: &[u8]) -> TcpStream {
        let mut socket = TcpStream::connect(&self.address).await.unwrap();
        let length = body.len();
        let head = format!("{head} HTTP/1.1\r\nHost: {}\r\nContent-Length: {length}\r\n", self.address);
        let rest = "Content-Type: application/json\r\nConnection: close\r\n\r\n";
        socket.write_all((head + rest).as_bytes()).await.unwrap();
        socket.write_all(body).await.unwrap();
        socket
    }

    async fn ask(&self, head: &str, body: &[u8]) -> String {
        let mut answer = String::new();
        self.send(head, body).await.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

#[tokio::test]
async fn who_sends_ten_megabytes_gets_to_read_the_answer() {
    let served = serve().await;
    let answer = served.ask("POST /api/environments/training/versions", &vec![b' '; 10 << 20]).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("too_large"), "{answer}");
}

#[tokio::test]
async fn a_panic_is_an_error_like_any_other() {
    let served = serve().await;
    let answer = served.ask("GET /boom", b"").await;
    assert!(answer.starts_with("HTTP/1.1 500") && answer.contains(r#""code":"internal""#), "{answer}");
    assert!(!answer.contains("as the test wants"), "{answer}");
    assert!(served.ask("GET /readyz", b"").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn open_streams_do_not_keep_the_server_from_stopping() {
    let served = serve().await;
    let mut stream = served.send("GET /api/events", b"").await;
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    served.stop.send(()).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    served.ended.await.unwrap();
}

/// Limits that a test can wait for.
fn short() -> (ConnectionLimits, SiteSettings) {
    let timeout = Duration::from_millis(300);
    let limits = ConnectionLimits { header_timeout: timeout, ping_interval: timeout, ..ConnectionLimits::default() };
    (limits, SiteSettings { body_timeout: timeout, ..SiteSettings::default() })
}

/// What comes until the server closes the connection.
async fn until_closed(socket: &mut (impl AsyncRead + Unpin)) -> String {
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(DEADLINE, socket.read_to_end(&mut rest)).await;
    // A connection that is closed with TLS need not say goodbye.
    drop(closed.expect("the server closes the connection"));
    String::from_utf8_lossy(&rest).into_owned()
}

#[tokio::test]
async fn whoever_sends_no_request_is_closed_and_others_are_answered_meanwhile() {
    let (limits, settings) = short();
    let served = serve_within(limits, settings).await;
    let mut connections = Vec::new();
    for sent in ["", "P", "GET /readyz HTTP/1.1\r\nHost:", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut socket = TcpStream::connect(&served.address).await.unwrap();
        socket.write_all(sent.as_bytes()).await.unwrap();
        connections.push(socket);
    }
    assert!(served.ask("GET /readyz", b"").await.starts_with("HTTP/1.1 200"));
    for socket in &mut connections {
        let rest = until_closed(socket).await;
        assert!(!rest.contains("200 OK"), "{rest}");
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_request() {
    let (limits, settings) = short();
    let served = serve_within(limits, settings).await;
    let mut socket = TcpStream::connect(&served.address).await.unwrap();
    socket.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let answer = until_closed(&mut socket).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("alive\n"), "{answer}");
}

#[tokio::test]
async fn with_tls_whoever_sends_no_request_is_closed_too() {
    let (limits, settings) = short();
    let served = serve_within(limits, settings).await;
    for protocol in ["h2", "http/1.1"] {
        let mut stream = served.connect_securely(protocol).await;
        until_closed(&mut stream).await;
        let mut stream = served.connect_securely(protocol).await;
        stream.write_all(b"PRI * HTTP").await.unwrap();
        until_closed(&mut stream).await;
    }
    let mut stream = served.connect_securely("http/1.1").await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert!(until_closed(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_body_that_stops_coming_is_refused() {
    let (limits, settings) = short();
    let served = serve_within(limits, settings).await;
    for path in ["/api/definitions", "/api/contexts", "/api/environments/training/versions"] {
        let mut socket = TcpStream::connect(&served.address).await.unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
        socket.write_all(format!("{head}Content-Length: 100\r\n\r\nhalf of it").as_bytes()).await.unwrap();
        let answer = until_closed(&mut socket).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains(r#""code":"request_timeout""#), "{answer}");
    }
}

#[tokio::test]
async fn a_slow_body_that_comes_is_read() {
    let timeout = Duration::from_secs(2);
    let settings = SiteSettings { body_timeout: timeout, ..SiteSettings::default() };
    let served = serve_within(ConnectionLimits::default(), settings).await;
    let mut socket = TcpStream::connect(&served.address).await.unwrap();
    let head = "POST /api/definitions?kind=requirements HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    let lines = ["numpy\n"; 6];
    let length = lines.concat().len();
    socket.write_all(format!("{head}Content-Length: {length}\r\n\r\n").as_bytes()).await.unwrap();
    for line in lines {
        // In all this is longer than the timeout.
        tokio::time::sleep(timeout / 5).await;
        socket.write_all(line.as_bytes()).await.unwrap();
    }
    let answer = until_closed(&mut socket).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn streams_stay_open_longer_than_all_timeouts() {
    let (limits, settings) = short();
    let served = serve_within(limits, settings).await;
    let mut stream = served.send("GET /api/events", b"").await;
    // One after the other, so that this takes several timeouts.
    for _ in 0..3 {
        let mut silent = TcpStream::connect(&served.address).await.unwrap();
        until_closed(&mut silent).await;
    }
    let body = r#"{"definition":{"docker":{"baseImage":"python:3.12"},"python":{"userManagedDependencies":true}}}"#;
    let answer = served.ask("POST /api/environments/training/versions", body.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let mut text = String::new();
    let told = async {
        while !text.contains("training") {
            let mut part = [0; 1024];
            let length = stream.read(&mut part).await.unwrap();
            assert!(length > 0, "the stream ended: {text}");
            text += &String::from_utf8_lossy(&part[..length]);
        }
    };
    tokio::time::timeout(DEADLINE, told).await.expect("an event");
}

#[tokio::test]
async fn more_connections_than_the_limit_wait_for_one_to_close() {
    let limits = ConnectionLimits { max_connections: 2, ..ConnectionLimits::default() };
    let served = serve_within(limits, SiteSettings::default()).await;
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut part = [0; 12];
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut socket = TcpStream::connect(&served.address).await.unwrap();
        socket.write_all(request).await.unwrap();
        socket.read_exact(&mut part).await.unwrap();
        open.push(socket);
    }
    let mut third = TcpStream::connect(&served.address).await.unwrap();
    third.write_all(request).await.unwrap();
    let early = tokio::time::timeout(Duration::from_millis(300), third.read_exact(&mut part)).await;
    assert!(early.is_err(), "it was served beyond the limit");
    drop(open.pop());
    tokio::time::timeout(DEADLINE, third.read_exact(&mut part)).await.expect("its turn comes").unwrap();
    assert_eq!(&part, b"HTTP/1.1 200");
}
