//! The versions of Python that definitions can ask for: found when somebody first looks at the workspace, and refreshed
//! while somebody does.

use crate::events::Events;
use api::WorkspaceEvent;
use builder::Builder;
use definition::PythonVersion;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How often the versions are refreshed. The builder caches answers for longer.
const INTERVAL: Duration = Duration::from_mins(5);

/// The available versions of Python; none before they were found.
#[derive(Clone)]
pub struct Pythons {
    builder: Arc<Builder>,
    events: Events,
    known: Arc<Mutex<Vec<PythonVersion>>>,
    requested: Arc<Notify>,
}

impl Pythons {
    /// The versions that the builder finds.
    pub fn new(builder: Arc<Builder>, events: Events) -> Self {
        Self { builder, events, known: Arc::default(), requested: Arc::default() }
    }

    /// The versions as they were last found. The first request starts the search.
    pub fn known(&self) -> Vec<PythonVersion> {
        self.requested.notify_one();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the versions; whether they differ.
    fn replace(&self, found: Vec<PythonVersion>) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *known != found;
        *known = found;
        changed
    }

    /// Finds the versions from the first request until the shutdown, later only while clients listen.
    pub fn spawn(&self, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            own.requested.notified().await;
            loop {
                if own.replace(own.builder.pythons().await) {
                    own.events.publish(WorkspaceEvent::Pythons);
                }
                tokio::time::sleep(INTERVAL).await;
                while !own.events.has_listeners() {
                    tokio::time::sleep(INTERVAL).await;
                }
            }
        }));
    }
}
