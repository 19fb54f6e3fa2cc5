//! What changed in the workspace, told to whoever listens. Nothing is kept: who was away asks for everything again.

use crate::store::log::Log;
use api::WorkspaceEvent;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::broadcast;

/// How many events a listener may be behind before it has to ask for everything again.
const BEHIND: usize = 256;

/// Tells what changed.
#[derive(Debug)]
pub struct Events {
    workspace: broadcast::Sender<(u64, WorkspaceEvent)>,
    logs: broadcast::Sender<Log>,
    sequence: AtomicU64,
}

impl Events {
    /// Numbers begin at the time of opening, so that a client that comes back after a restart is seen to be behind.
    pub fn new(opened: time::OffsetDateTime) -> Self {
        let first = u64::try_from(opened.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        Self {
            workspace: broadcast::channel(BEHIND).0,
            logs: broadcast::channel(BEHIND).0,
            sequence: AtomicU64::new(first),
        }
    }

    /// Tells that something changed. After the commit, never before: who hears it asks the store.
    pub fn tell(&self, event: WorkspaceEvent) {
        match event {
            WorkspaceEvent::Build(id) => self.moved(Log::Build(id)),
            WorkspaceEvent::Run(id) => self.moved(Log::Run(id)),
            _ => {}
        }
        let number = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        // An error means that nobody listens.
        let _ = self.workspace.send((number, event));
    }

    /// Tells those who follow this build or run that its log or steps went on.
    pub fn moved(&self, log: Log) {
        let _ = self.logs.send(log);
    }

    /// The number of the last event.
    pub fn last(&self) -> u64 {
        self.sequence.load(Ordering::Relaxed)
    }

    /// Listens to what changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<(u64, WorkspaceEvent)> {
        self.workspace.subscribe()
    }

    /// Listens to builds and runs moving.
    pub fn follow(&self) -> broadcast::Receiver<Log> {
        self.logs.subscribe()
    }

    /// Whether anybody listens.
    pub fn heard(&self) -> bool {
        self.workspace.receiver_count() > 0
    }
}
