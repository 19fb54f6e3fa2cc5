//! A build within the limits of the workspace: it is stopped when it takes too long or when the disk runs full, and it
//! never outlives being stopped.

use crate::{
    disk::{self, Disk, MAKE_ROOM},
    workspace::Rooms,
};
use api::amount::{bytes, duration};
use builder::{BuildError, Built, EventSender, Order};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, pin::pin, time::Duration};
use tokio_util::sync::CancellationToken;

/// How long a build that is stopped may take to remove what it left. What waits for somebody who never answers is then
/// dropped, and its processes with it.
const TIDYING: Duration = Duration::from_secs(30);

/// Why there is no image.
pub enum Failure {
    /// The build was stopped, by somebody or because the server stops.
    Stopped,
    /// It failed, with the cause in words.
    Failed(String),
}

/// Builds an image, as long as nobody stops it and it keeps within the limits.
pub async fn build(
    rooms: &Rooms,
    order: &Order<'_>,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<Built, Failure> {
    let (limits, folder) = (rooms.settings.limits, &rooms.settings.folder);
    let stop = cancel.child_token();
    let mut building = pin!(AssertUnwindSafe(rooms.builder.build(order, events, &stop)).catch_unwind());
    let stopped = tokio::select! {
        biased;
        ended = &mut building => return outcome(ended, rooms),
        () = cancel.cancelled() => Failure::Stopped,
        () = tokio::time::sleep(Duration::from_millis(limits.build_time)) => Failure::Failed(late(limits.build_time)),
        disk = disk::filled(folder, limits.keep_free) => Failure::Failed(full(disk, limits.keep_free)),
    };
    stop.cancel();
    match tokio::time::timeout(TIDYING, building).await {
        // It was done before it heard.
        Ok(Ok(Ok(built))) => Ok(built),
        _ => Err(stopped),
    }
}

fn outcome(ended: std::thread::Result<Result<Built, BuildError>>, rooms: &Rooms) -> Result<Built, Failure> {
    let keep_free = rooms.settings.limits.keep_free;
    let full = || Disk::of(&rooms.settings.folder).ok().filter(|disk| disk.free < keep_free);
    match ended {
        Ok(Ok(built)) => Ok(built),
        Ok(Err(BuildError::Cancelled)) => Err(Failure::Stopped),
        Ok(Err(error)) => {
            Err(Failure::Failed(full().map_or_else(|| in_words(&error), |disk| self::full(disk, keep_free))))
        }
        Err(_) => {
            Err(Failure::Failed("the builder failed in a way that it should not; the server's log says more".into()))
        }
    }
}

fn late(limit: u64) -> String {
    format!(
        "the build took longer than {}, the longest that this workspace lets a build take. Finished steps are kept and not \
         done again by a retry. Make the other steps faster, or start the server with a longer --build-time-limit",
        duration(limit)
    )
}

fn full(disk: Disk, keep_free: u64) -> String {
    format!(
        "the disk ran full: {} were left, and builds leave {} to the workspace itself. What was registered and built \
         before is kept. {MAKE_ROOM}, then retry: finished steps are not done again",
        bytes(disk.free),
        bytes(keep_free)
    )
}

fn in_words(error: &BuildError) -> String {
    match error {
        BuildError::TooLarge { size, limit } => format!(
            "the image is {} large, and this workspace takes images of up to {} (the sum of the compressed layers). Nothing \
             was published. Leave out what the environment does not need, remove caches in the step that makes them, or \
             start the server with a larger --image-limit",
            bytes(*size),
            bytes(*limit)
        ),
        error if error.is_full_disk() => format!(
            "the disk is full, so the build could not go on. What was registered and built before is kept. {MAKE_ROOM}, \
             then retry: finished steps are not done again"
        ),
        error => error.to_string(),
    }
}
