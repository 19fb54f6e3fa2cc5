//! Whether the registry answers.

use crate::{events::Events, images::Reconciler, jobs::JobPool};
use api::{RegistryState, WorkspaceEvent};
use builder::Builder;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How often the registry is asked while somebody would notice.
const INTERVAL: Duration = Duration::from_secs(3);

/// How long an answer counts for everybody who asks.
const MAX_AGE: Duration = Duration::from_secs(1);

/// The last answer of the registry, and when it came.
type LastAnswer = Option<(Instant, Result<(), String>)>;

/// Asks the registry whether it is there, and announces changes. Clones share the answers.
#[derive(Clone)]
pub struct RegistryMonitor {
    builder: Arc<Builder>,
    events: Events,
    reconciler: Reconciler,
    state: Arc<Mutex<RegistryState>>,
    /// Held while the registry is asked: who comes meanwhile gets the same answer.
    last: Arc<tokio::sync::Mutex<LastAnswer>>,
}

impl RegistryMonitor {
    /// Monitors the builder's registry; the reconciler is woken when it becomes reachable.
    pub fn new(builder: Arc<Builder>, events: Events, reconciler: Reconciler) -> Self {
        let state = Arc::new(Mutex::new(RegistryState::Unreachable));
        Self { builder, events, reconciler, state, last: Arc::default() }
    }

    /// Asks the registry, unless it was asked within the last second.
    ///
    /// # Errors
    /// What happened instead of an answer, in words.
    pub async fn check(&self) -> Result<(), String> {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < MAX_AGE
        {
            return answer.clone();
        }
        let answer = self.ask().await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }

    async fn ask(&self) -> Result<(), String> {
        let answer = self.builder.registry().reachable().await;
        let now = if answer.is_ok() { RegistryState::Reachable } else { RegistryState::Unreachable };
        let before = std::mem::replace(&mut *self.state.lock().unwrap_or_else(PoisonError::into_inner), now);
        if before != now {
            if answer.is_ok() {
                self.reconciler.wake();
            }
            self.events.publish(WorkspaceEvent::Registry(answer.is_ok()));
        }
        answer
    }

    /// Asks the registry every few seconds while clients listen or the pool executes builds, until the shutdown.
    pub fn spawn(&self, pool: JobPool, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                if own.events.has_listeners() || pool.running_count() > 0 {
                    // Listeners are told by an event when it changes.
                    let _ = own.check().await;
                }
            }
        }));
    }
}
