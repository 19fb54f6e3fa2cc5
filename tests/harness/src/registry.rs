//! A registry that belongs to nobody, and a way to it on which things go wrong.

use crate::{Outcome, Patience, Process, until};
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

/// A registry of its own, ended with this value.
#[derive(Debug)]
pub struct Registry {
    _process: Process,
    address: String,
}

impl Registry {
    /// Starts one with its data in this folder.
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
        until("the registry to listen", Patience::Server, || async {
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

/// What goes wrong on the way to a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Every request is answered with status 500.
    Fails,
    /// Nothing is answered.
    Hangs,
    /// The connection breaks in the middle of an upload.
    CutsUploads,
    /// Uploads stop in the middle; all else works.
    HangsUploads,
    /// Downloads stop in the middle; all else works.
    HangsDownloads,
}

/// From how many bytes on something that is sent is an upload, and something that comes a download.
const LARGE: usize = 64 * 1024;
/// A server that fails.
const FAILURE: &[u8] = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A way to a registry.
#[derive(Debug)]
pub struct FaultyWay {
    address: SocketAddr,
    fault: watch::Sender<Fault>,
}

impl FaultyWay {
    /// A way to the server at this address (`HOST:PORT`) on which nothing goes wrong yet.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn to(server: &str) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, fault) = (listener.local_addr()?, watch::Sender::new(Fault::None));
        let (server, faults) = (server.to_owned(), fault.subscribe());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, faults) = (server.clone(), faults.clone());
                // Broken connections are what this is for.
                tokio::spawn(async move { drop(carry(client, &server, faults).await) });
            }
        });
        Ok(Self { address, fault })
    }

    /// Host and port of this end.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// From now on this goes wrong, on connections that are open as well.
    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }
}

/// Carries bytes to and fro, as far as the fault of the moment lets them.
async fn carry(mut client: TcpStream, server: &str, mut faults: watch::Receiver<Fault>) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let (mut question, mut answer) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    let (mut sent, mut came) = (0, 0);
    loop {
        let fault = *faults.borrow_and_update();
        let stands_still = match fault {
            Fault::CutsUploads if sent > LARGE => return Ok(()),
            Fault::Hangs => true,
            Fault::HangsUploads => sent > LARGE,
            Fault::HangsDownloads => came > LARGE,
            _ => false,
        };
        if stands_still {
            match faults.changed().await {
                Ok(()) => continue,
                // Nobody will ever say otherwise.
                Err(_) => return Ok(()),
            }
        }
        tokio::select! {
            length = client.read(&mut question) => {
                let length = length?;
                if length == 0 {
                    return Ok(());
                }
                if *faults.borrow() == Fault::Fails {
                    return client.write_all(FAILURE).await;
                }
                (sent, came) = (sent + length, 0);
                server.write_all(&question[..length]).await?;
            }
            length = server.read(&mut answer) => {
                let length = length?;
                if length == 0 {
                    return Ok(());
                }
                client.write_all(&answer[..length]).await?;
                // What is sent next is another question.
                (sent, came) = (0, came + length);
            }
            _ = faults.changed() => {}
        }
    }
}
