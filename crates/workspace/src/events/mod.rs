//! What changed in the workspace, for whoever listens. Nothing is kept: a listener that was away reads everything again.

mod listen;

pub use listen::listen;

use api::WorkspaceEvent;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::logs::Log;
use tokio::sync::broadcast;

/// How many events a listener may be behind before it has to read everything again.
const CAPACITY: usize = 256;

/// Publishes what changed. Clones publish to the same listeners.
#[derive(Clone, Debug)]
pub struct Events {
    workspace: broadcast::Sender<(u64, WorkspaceEvent)>,
    logs: broadcast::Sender<Log>,
    /// The number of the last event. Held while an event gets its number and is sent, so that the order of numbers is the
    /// order in which listeners receive them: a client that has seen a number has seen all before it.
    sequence: Arc<Mutex<u64>>,
}

impl Events {
    /// Event numbers begin at the time of opening, so that a client that reconnects after a restart is seen to be behind.
    pub fn new(opened: time::OffsetDateTime) -> Self {
        let first = u64::try_from(opened.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        Self {
            workspace: broadcast::channel(CAPACITY).0,
            logs: broadcast::channel(CAPACITY).0,
            sequence: Arc::new(Mutex::new(first)),
        }
    }

    /// Publishes a change. After the commit, never before: listeners read the store.
    pub fn publish(&self, event: WorkspaceEvent) {
        match event {
            WorkspaceEvent::Build(id) => self.publish_progress(Log::Build(id)),
            WorkspaceEvent::Run(id) => self.publish_progress(Log::Run(id)),
            _ => {}
        }
        let mut sequence = self.sequence();
        *sequence += 1;
        // An error means that nobody listens.
        let _ = self.workspace.send((*sequence, event));
    }

    /// Wakes those who follow this build or run: its log or steps went on.
    pub fn publish_progress(&self, log: Log) {
        let _ = self.logs.send(log);
    }

    /// The number of the last event.
    pub fn last(&self) -> u64 {
        *self.sequence()
    }

    /// Subscribes to changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<(u64, WorkspaceEvent)> {
        self.workspace.subscribe()
    }

    /// Subscribes to changes after the last event, and returns its number.
    pub fn subscribe_after_last(&self) -> (u64, broadcast::Receiver<(u64, WorkspaceEvent)>) {
        let sequence = self.sequence();
        (*sequence, self.workspace.subscribe())
    }

    /// Subscribes to the progress of builds and runs.
    pub fn subscribe_progress(&self) -> broadcast::Receiver<Log> {
        self.logs.subscribe()
    }

    /// Whether anybody listens.
    pub fn has_listeners(&self) -> bool {
        self.workspace.receiver_count() > 0
    }

    fn sequence(&self) -> MutexGuard<'_, u64> {
        self.sequence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::Barrier, thread};

    const PUBLISHERS: usize = 8;
    const EVENTS_EACH: usize = CAPACITY / PUBLISHERS;
    const ROUNDS: usize = 100;

    #[test]
    fn numbers_arrive_in_order_whoever_publishes_at_once() {
        let events = Events::new(time::OffsetDateTime::UNIX_EPOCH);
        for _ in 0..ROUNDS {
            let (last, mut received) = events.subscribe_after_last();
            let start = Barrier::new(PUBLISHERS);
            thread::scope(|scope| {
                for _ in 0..PUBLISHERS {
                    scope.spawn(|| {
                        start.wait();
                        for _ in 0..EVENTS_EACH {
                            events.publish(WorkspaceEvent::Everything);
                        }
                    });
                }
            });
            let numbers = std::iter::from_fn(|| received.try_recv().ok()).map(|(number, _)| number);
            let sent = u64::try_from(PUBLISHERS * EVENTS_EACH).expect("a small number");
            assert!(numbers.eq(last + 1..=last + sent), "a number came before a lower one");
        }
    }
}
