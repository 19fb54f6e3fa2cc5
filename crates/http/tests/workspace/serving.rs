//! The server on a real socket.

use crate::support::{no_builder, settings};
use ::workspace::Workspace;
use axum::Router;
use http::{Listeners, Site};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

struct Served {
    address: String,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
    _folder: tempfile::TempDir,
}

async fn serve() -> Served {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(settings(folder.path()), no_builder(folder.path())).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let listeners = Listeners { plain: listener, tls: None };
    let (stop, stopped) = oneshot::channel::<()>();
    let pages =
        Router::new().route("/boom", axum::routing::get(async || -> &'static str { panic!("as the test wants") }));
    let site = Site { pages, ..Site::default() };
    let ended = tokio::spawn(http::serve(listeners, workspace, site, async { drop(stopped.await) }));
    Served { address, stop, ended, _folder: folder }
}

impl Served {
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
    served.ended.await.unwrap().unwrap();
}
