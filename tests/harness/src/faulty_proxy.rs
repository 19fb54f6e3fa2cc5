//! A TCP proxy on which things go wrong, and a registry to put behind it.

use crate::{Outcome, Process, Timeout, wait_for};
use std::{
    net::{SocketAddr, TcpListener as Port},
    path::Path,
    process::{Command, Stdio},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A registry that ends with this value.
#[derive(Debug)]
pub struct Registry {
    _process: Process,
    address: String,
}

impl Registry {
    /// Starts a registry with its data in this folder.
    ///
    /// # Errors
    /// When it does not begin to listen.
    pub async fn start(folder: &Path) -> Outcome<Self> {
        let address = Port::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let configuration = folder.join("registry.json");
        let storage = serde_json::json!({ "filesystem": { "rootdirectory": folder.join("data") } });
        let settings = serde_json::json!({ "version": "0.1", "storage": storage, "http": { "addr": address } });
        std::fs::write(&configuration, settings.to_string())?;
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(&configuration).stdout(Stdio::null()).stderr(Stdio::null());
        let process = Process::start(command.env("OTEL_TRACES_EXPORTER", "none"))?;
        wait_for("the registry to listen", Timeout::Server, async || {
            Ok(TcpStream::connect(&address).await.ok().map(drop))
        })
        .await?;
        Ok(Self { _process: process, address })
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// What goes wrong between a client and its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// All connections are closed, new ones at once.
    Disconnects,
    /// Every request is answered with status 500.
    Fails,
    /// Nothing is answered.
    Hangs,
    /// The connection is closed in the middle of an upload.
    CutsUploads,
    /// Uploads hang in the middle; all else works.
    HangsUploads,
    /// Downloads hang in the middle; all else works.
    HangsDownloads,
}

/// From how many bytes on a request counts as an upload, and an answer as a download.
const LARGE: usize = 64 * 1024;
const BUFFER_SIZE: usize = 16 * 1024;
const INTERNAL_SERVER_ERROR: &[u8] =
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A proxy to a server of this machine.
#[derive(Debug)]
pub struct FaultyProxy {
    address: SocketAddr,
    fault: watch::Sender<Fault>,
}

impl FaultyProxy {
    /// Starts a proxy to the server at this address (`HOST:PORT`, or its URL), without a fault.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn to(server: &str) -> Outcome<Self> {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, fault) = (listener.local_addr()?, watch::Sender::new(Fault::None));
        let faults = fault.subscribe();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, faults) = (server.clone(), faults.clone());
                // Broken connections are what this is for.
                tokio::spawn(async move { drop(forward(client, &server, faults).await) });
            }
        });
        Ok(Self { address, fault })
    }

    /// Host and port of the proxy.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The URL of the proxy.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets what goes wrong from now on, on open connections too.
    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }
}

/// Forwards bytes in both directions, as far as the current fault allows.
async fn forward(mut client: TcpStream, server: &str, mut faults: watch::Receiver<Fault>) -> std::io::Result<()> {
    if *faults.borrow() == Fault::Disconnects {
        return Ok(());
    }
    let mut server = TcpStream::connect(server).await?;
    let (mut request, mut response) = (vec![0; BUFFER_SIZE], vec![0; BUFFER_SIZE]);
    let (mut sent, mut received) = (0, 0);
    loop {
        let hangs = match *faults.borrow_and_update() {
            Fault::Disconnects => return Ok(()),
            Fault::CutsUploads if sent > LARGE => return Ok(()),
            Fault::Hangs => true,
            Fault::HangsUploads => sent > LARGE,
            Fault::HangsDownloads => received > LARGE,
            _ => false,
        };
        if hangs {
            match faults.changed().await {
                Ok(()) => continue,
                // The proxy was dropped.
                Err(_) => return Ok(()),
            }
        }
        tokio::select! {
            length = client.read(&mut request) => {
                let length = length?;
                if length == 0 {
                    return Ok(());
                }
                if *faults.borrow() == Fault::Fails {
                    return client.write_all(INTERNAL_SERVER_ERROR).await;
                }
                (sent, received) = (sent + length, 0);
                server.write_all(&request[..length]).await?;
            }
            length = server.read(&mut response) => {
                let length = length?;
                if length == 0 {
                    return Ok(());
                }
                client.write_all(&response[..length]).await?;
                // Whatever is sent after an answer is another request.
                (sent, received) = (0, received + length);
            }
            changed = faults.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
            }
        }
    }
}
