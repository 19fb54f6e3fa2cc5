//! The package caches are kept within their limit: after builds, while none runs.

use crate::{
    clock::SharedClock,
    jobs::{JobPool, StartLock},
};
use builder::Builder;
use std::sync::{Arc, Mutex, PoisonError};
use time::{Duration, OffsetDateTime};

/// How long the caches are not looked at again: they may have hundreds of thousands of files.
const INTERVAL: Duration = Duration::HOUR;

/// Trims the package caches, and knows their size.
#[derive(Clone)]
pub struct CacheTrimmer {
    builder: Arc<Builder>,
    clock: SharedClock,
    pool: JobPool,
    start_lock: StartLock,
    max_size: u64,
    measured: Arc<Mutex<Option<(OffsetDateTime, u64)>>>,
}

impl CacheTrimmer {
    /// Trims the builder's caches to this many bytes while the pool executes nothing.
    pub fn new(builder: Arc<Builder>, clock: SharedClock, pool: JobPool, start_lock: StartLock, max_size: u64) -> Self {
        Self { builder, clock, pool, start_lock, max_size, measured: Arc::default() }
    }

    /// The size of the caches when they were last looked at, in bytes.
    pub fn size(&self) -> Option<u64> {
        self.measured().map(|(_, size)| size)
    }

    fn measured(&self) -> Option<(OffsetDateTime, u64)> {
        *self.measured.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Trims the caches, unless that was done within the hour or something is being built.
    pub async fn trim(&self) {
        let now = self.clock.now();
        if self.measured().is_some_and(|(at, _)| now - at < INTERVAL) {
            return;
        }
        // Held to the end: what a build uses must not vanish under it.
        let _starting = self.start_lock.acquire().await;
        if self.pool.running_count() > 0 {
            return;
        }
        match self.builder.trim_caches(self.max_size).await {
            Ok(size) => *self.measured.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, size)),
            Err(error) => tracing::warn!(%error, "could not trim the package caches"),
        }
    }
}
