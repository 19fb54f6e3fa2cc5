//! A server of files on loopback.

use std::{fs, path::Path};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Serves a folder; gives its address.
pub async fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let folder = folder.clone();
            tokio::spawn(async move { answer(connection, &folder).await });
        }
    });
    address
}

async fn answer(mut connection: TcpStream, folder: &Path) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(connection.read_u8().await.unwrap());
    }
    let request = String::from_utf8(request).unwrap();
    let path = folder.join(request.split(' ').nth(1).unwrap().trim_matches('/'));
    let (path, kind) = if path.is_dir() { (path.join("index.html"), "text/html") } else { (path, "application/zip") };
    let (status, body) = fs::read(path).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let body = if request.starts_with("HEAD") { &[] } else { body.as_slice() };
    // Whoever asked may already have gone.
    let _ = connection.write_all(&[head.as_bytes(), body].concat()).await;
}
