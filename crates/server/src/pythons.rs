//! The versions of Python that definitions can ask for: found out when somebody first looks at the workspace, and again
//! while somebody does.

use crate::workspace::Rooms;
use api::WorkspaceEvent;
use definition::PythonVersion;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// How often it is found out again. What was answered is remembered for longer by the builder.
const INTERVAL: Duration = Duration::from_mins(5);

/// The versions that are known; none before they were found out.
#[derive(Default)]
pub struct Pythons {
    known: Mutex<Vec<PythonVersion>>,
    wanted: Notify,
}

impl Pythons {
    /// The versions as they were last found. Whoever asks first has them found.
    pub fn known(&self) -> Vec<PythonVersion> {
        self.wanted.notify_one();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces them; returns whether they were others.
    fn replace(&self, found: Vec<PythonVersion>) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *known != found;
        *known = found;
        changed
    }
}

/// Finds out which versions can be had, from the first question until the workspace stops, later only while clients
/// listen.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    let stopping = rooms.stopping.clone();
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        own.pythons.wanted.notified().await;
        loop {
            if own.pythons.replace(own.builder.pythons().await) {
                own.events.tell(WorkspaceEvent::Pythons);
            }
            tokio::time::sleep(INTERVAL).await;
            while !own.events.heard() {
                tokio::time::sleep(INTERVAL).await;
            }
        }
    }));
}
