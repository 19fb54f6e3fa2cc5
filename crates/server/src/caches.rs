//! The caches of packages are kept within their limit: after builds, while none runs.

use crate::workspace::Rooms;
use std::sync::{Mutex, PoisonError};
use time::{Duration, OffsetDateTime};

/// How long it is not looked again: the caches may have hundreds of thousands of files.
const REST: Duration = Duration::HOUR;

/// How much the caches took, and when that was looked at.
#[derive(Debug, Default)]
pub struct Caches(Mutex<Option<(OffsetDateTime, u64)>>);

impl Caches {
    /// How much they took when that was last looked at, in bytes.
    pub fn size(&self) -> Option<u64> {
        self.seen().map(|(_, size)| size)
    }

    fn seen(&self) -> Option<(OffsetDateTime, u64)> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the caches as small as they have to be, unless that was done within the hour or something is being built.
pub async fn sweep(rooms: &Rooms) {
    let now = rooms.settings.clock.now();
    if rooms.caches.seen().is_some_and(|(at, _)| now - at < REST) {
        return;
    }
    // Held to the end: what a build uses must not vanish under it.
    let _begin = rooms.queue.begin.lock().await;
    if rooms.queue.busy() > 0 {
        return;
    }
    match rooms.builder.trim_caches(rooms.settings.limits.caches).await {
        Ok(size) => *rooms.caches.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, size)),
        Err(error) => tracing::warn!(%error, "the caches of packages are as large as they are"),
    }
}
