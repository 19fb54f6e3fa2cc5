//! What connections cost the server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

const CONNECTIONS: u64 = 200;
/// Generous: each has a buffer of 8 KB, and the rest is for an unoptimised server.
const MAX_KILOBYTES_EACH: u64 = 200;

/// A server that is stopped with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Server {
    /// The memory that it has in use.
    fn resident_kilobytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim_end_matches("kB").trim().parse().unwrap()
    }
}

/// A connection that had an answer and stays open.
fn connect(address: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut beginning = [0; 12];
    socket.read_exact(&mut beginning).unwrap();
    assert_eq!(&beginning, b"HTTP/1.1 200");
    socket
}

#[test]
fn an_open_connection_takes_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--listen-tls", "none", "--registry", "127.0.0.1:1", "--data"]);
    let mut child = command.arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let server = Server(child);
    let address = line.split_once("http://").unwrap().1.split_whitespace().next().unwrap();

    drop(connect(address));
    let before = server.resident_kilobytes();
    let connections: Vec<TcpStream> = (0..CONNECTIONS).map(|_| connect(address)).collect();
    let each = server.resident_kilobytes().saturating_sub(before) / CONNECTIONS;
    assert!(each < MAX_KILOBYTES_EACH, "each of {} connections takes {each} KB", connections.len());
}
