//! A registry that hangs or fails when a test says so: it passes everything else on to a real one.

use builder::{Registry, RegistryProcess};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What happens to a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The registry does not get it before it is released.
    HoldRequest,
    /// The registry gets it, and its answer does not arrive before it is released.
    HoldAnswer,
    /// The registry does not get it, and it is answered with an error.
    Refuse,
}

/// Stands before a registry.
pub struct Interceptor {
    address: String,
    requests: Arc<Requests>,
}

struct Requests {
    registry: String,
    /// What happens to the next request whose first line has these words.
    fault: Mutex<Option<(Fault, Vec<String>)>>,
    held: watch::Sender<bool>,
    released: watch::Sender<bool>,
}

impl Interceptor {
    pub async fn before(registry: &RegistryProcess) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests = Arc::new(Requests {
            registry: registry.registry().address().to_owned(),
            fault: Mutex::new(None),
            held: watch::Sender::new(false),
            released: watch::Sender::new(false),
        });
        let own = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let requests = Arc::clone(&own);
                tokio::spawn(async move { requests.pass_on(client).await });
            }
        });
        Self { address, requests }
    }

    /// The registry as a workspace uses it.
    pub fn registry(&self) -> Registry {
        Registry::new(&self.address)
    }

    /// Does this to the next request whose first line has all of these words.
    pub fn fail_next(&self, fault: Fault, words: &[&str]) {
        let words = words.iter().copied().map(str::to_owned).collect();
        *self.requests.fault.lock().unwrap() = Some((fault, words));
    }

    /// Waits until a request is held.
    pub async fn until_held(&self) {
        self.requests.held.subscribe().wait_for(|held| *held).await.unwrap();
    }

    /// Lets the request go on that is held.
    pub fn release(&self) {
        self.requests.released.send_replace(true);
    }
}

impl Requests {
    /// Passes one request on, and the answer to it. Whoever hangs up ends it.
    async fn pass_on(&self, mut client: TcpStream) -> Option<()> {
        let mut request = Vec::new();
        while !request.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
            if client.read_buf(&mut request).await.ok()? == 0 {
                return None;
            }
        }
        let line_end = request.windows(2).position(|bytes| bytes == b"\r\n")? + 2;
        let fault = self.fault_of(&String::from_utf8_lossy(&request[..line_end]));
        if fault == Some(Fault::Refuse) {
            let answer = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return client.write_all(answer).await.ok();
        }
        if fault == Some(Fault::HoldRequest) {
            self.hold().await;
        }
        // Every request on a connection of its own, so that each is looked at.
        request.splice(line_end..line_end, *b"Connection: close\r\n");
        let mut registry = TcpStream::connect(&self.registry).await.ok()?;
        registry.write_all(&request).await.ok()?;
        if fault == Some(Fault::HoldAnswer) {
            let mut answer = Vec::new();
            registry.read_to_end(&mut answer).await.ok()?;
            self.hold().await;
            return client.write_all(&answer).await.ok();
        }
        copy_bidirectional(&mut client, &mut registry).await.ok().map(drop)
    }

    fn fault_of(&self, line: &str) -> Option<Fault> {
        let mut fault = self.fault.lock().unwrap();
        let is_meant = fault.as_ref().is_some_and(|(_, words)| words.iter().all(|word| line.contains(word)));
        if is_meant { fault.take().map(|(fault, _)| fault) } else { None }
    }

    async fn hold(&self) {
        self.held.send_replace(true);
        self.released.subscribe().wait_for(|released| *released).await.unwrap();
    }
}
