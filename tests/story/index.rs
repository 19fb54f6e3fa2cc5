//! A Python index for stories.

use harness::Outcome;
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
};

/// A Python index with names and versions but no files. It runs until the test ends.
pub struct Index;

impl Index {
    /// Starts an index and returns its URL.
    pub fn start(packages: &[(&str, &[&str])]) -> Outcome<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}/simple", listener.local_addr()?);
        let packages: Vec<(String, Vec<String>)> = packages
            .iter()
            .map(|(name, versions)| ((*name).to_owned(), versions.iter().map(|&version| version.to_owned()).collect()))
            .collect();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // The client may have disconnected.
                drop(answer(connection, &packages));
            }
        });
        Ok(address)
    }
}

fn answer(mut connection: TcpStream, packages: &[(String, Vec<String>)]) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let path = request.split(' ').nth(1).unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let name = path.trim_start_matches("/simple").trim_matches('/');
    let anchors: Vec<String> = packages
        .iter()
        .flat_map(|(package, versions)| {
            let file = |version: &String| format!("<a href=\"#\">{}-{version}.tar.gz</a>\n", package.replace('-', "_"));
            match name {
                "" => vec![format!("<a href=\"{package}/\">{package}</a>\n")],
                name if name == package => versions.iter().map(file).collect(),
                _ => Vec::new(),
            }
        })
        .collect();
    let (status, body) =
        if anchors.is_empty() { ("404 Not Found", String::new()) } else { ("200 OK", anchors.concat()) };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    connection.write_all((head + &body).as_bytes())
}
