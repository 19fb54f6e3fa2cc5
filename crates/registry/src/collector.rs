//! How to ask whoever runs a registry to collect its garbage.

use std::{fs, io, path::PathBuf};
use tokio::sync::{mpsc, oneshot};

/// Asks for a collection. It is answered when that has ended, with the reason when it failed.
pub type CollectionRequest = oneshot::Sender<Result<(), String>>;

/// Has the garbage of a registry collected by the process that keeps it running.
#[derive(Clone, Debug)]
pub struct Collector {
    /// Where requests go.
    pub requests: mpsc::Sender<CollectionRequest>,
    /// While this file exists, the next start of the registry collects its garbage first.
    pub pending: PathBuf,
}

impl Collector {
    /// Collects the garbage now. Until that has ended, the registry does not answer.
    ///
    /// # Errors
    /// What happened; the next start of the registry tries again.
    pub async fn collect(&self) -> Result<(), String> {
        self.schedule().map_err(|error| error.to_string())?;
        let (done, outcome) = oneshot::channel();
        let stopping = || "the registry is being stopped".to_owned();
        self.requests.send(done).await.map_err(|_| stopping())?;
        outcome.await.map_err(|_| stopping())?
    }

    /// Has the next start of the registry collect its garbage.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn schedule(&self) -> io::Result<()> {
        fs::write(&self.pending, "")
    }
}
