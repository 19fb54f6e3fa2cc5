//! What changed in the workspace, for whoever listens. Nothing is kept: a listener that was away reads everything again.

mod listen;

pub use listen::listen;

use api::WorkspaceEvent;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use store::logs::Log;
use tokio::sync::broadcast;

/// How many events a listener may be behind before it has to read everything again.
const CAPACITY: usize = 256;

/// Publishes what changed. Clones publish to the same listeners.
#[derive(Clone, Debug)]
pub struct Events {
    workspace: broadcast::Sender<(u64, WorkspaceEvent)>,
    logs: broadcast::Sender<Log>,
    sequence: Arc<AtomicU64>,
}

impl Events {
    /// Event numbers begin at the time of opening, so that a client that reconnects after a restart is seen to be behind.
    pub fn new(opened: time::OffsetDateTime) -> Self {
        let first = u64::try_from(opened.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        Self {
            workspace: broadcast::channel(CAPACITY).0,
            logs: broadcast::channel(CAPACITY).0,
            sequence: Arc::new(AtomicU64::new(first)),
        }
    }

    /// Publishes a change. After the commit, never before: listeners read the store.
    pub fn publish(&self, event: WorkspaceEvent) {
        match event {
            WorkspaceEvent::Build(id) => self.publish_progress(Log::Build(id)),
            WorkspaceEvent::Run(id) => self.publish_progress(Log::Run(id)),
            _ => {}
        }
        let number = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        // An error means that nobody listens.
        let _ = self.workspace.send((number, event));
    }

    /// Wakes those who follow this build or run: its log or steps went on.
    pub fn publish_progress(&self, log: Log) {
        let _ = self.logs.send(log);
    }

    /// The number of the last event.
    pub fn last(&self) -> u64 {
        self.sequence.load(Ordering::Relaxed)
    }

    /// Subscribes to changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<(u64, WorkspaceEvent)> {
        self.workspace.subscribe()
    }

    /// Subscribes to the progress of builds and runs.
    pub fn subscribe_progress(&self) -> broadcast::Receiver<Log> {
        self.logs.subscribe()
    }

    /// Whether anybody listens.
    pub fn has_listeners(&self) -> bool {
        self.workspace.receiver_count() > 0
    }
}
