//! What builds and runs have in common: the pool of those that this process executes, their limits, their logs, and
//! following them.
//!
//! The store is the queue. A pool only knows which jobs this process executes, to be able to cancel them.

mod follow;
mod limits;
mod log_quota;
mod logs;
mod recorder;
mod retry;

pub use follow::{Followed, follow};
pub use limits::{JobLimits, StopReason};
pub use logs::{LogRange, log_text};
pub use recorder::{JobRecorder, LogFailure, append_note};
pub use retry::retry;
pub use store::logs::Log;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Builds, or runs, that this process executes. Clones are handles of the same pool.
#[derive(Clone, Debug, Default)]
pub struct JobPool(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    wake: Notify,
    running: Mutex<HashMap<i64, CancellationToken>>,
    tasks: TaskTracker,
}

impl JobPool {
    /// Wakes the dispatcher.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Waits until somebody wakes the dispatcher.
    pub async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// Remembers that a job is executed here, and how it is cancelled.
    pub fn insert(&self, id: i64, cancel: CancellationToken) {
        self.running().insert(id, cancel);
    }

    /// Forgets a job that has ended, or was not started.
    pub fn remove(&self, id: i64) {
        self.running().remove(&id);
    }

    /// Spawns a task that closing the workspace waits for.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(work);
    }

    /// Cancels a job that is executed here.
    pub fn cancel(&self, id: i64) {
        if let Some(cancel) = self.running().get(&id) {
            cancel.cancel();
        }
    }

    /// How many jobs are executed here.
    pub fn running_count(&self) -> usize {
        self.running().len()
    }

    /// Waits until none is executed here.
    pub async fn drained(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<i64, CancellationToken>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held while a job is started, and by whoever needs that none starts: the registry's garbage collection, the trimming of
/// package caches.
#[derive(Clone, Debug, Default)]
pub struct StartLock(Arc<tokio::sync::Mutex<()>>);

impl StartLock {
    /// Waits for the lock.
    pub async fn acquire(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.0).lock_owned().await
    }
}
