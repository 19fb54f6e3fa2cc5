//! Builds and runs within the limits of the workspace: they are stopped when they take too long or when the disk runs full,
//! and never outlive being stopped.

use crate::{
    disk::{self, Disk, MAKE_ROOM},
    workspace::Rooms,
};
use api::amount::{bytes, duration};
use builder::{BuildError, Built, EventSender, FailedTrial, Order};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, pin::pin, time::Duration};
use tokio_util::sync::CancellationToken;

/// How long what is stopped may take to remove what it left. What waits for somebody who never answers is then
/// dropped, and its processes with it.
const TIDYING: Duration = Duration::from_secs(30);

/// Why there is no image.
pub enum Failure {
    /// The build was stopped, by somebody or because the server stops.
    Stopped,
    /// It failed, with the cause in words.
    Failed(String),
    /// The image was made and does not work.
    Trial(Box<FailedTrial>),
}

/// Why something was stopped.
pub enum Stop {
    /// Somebody stopped it, or the server stops.
    Asked,
    /// It took longer than it may.
    Late,
    /// The disk runs full.
    Full(Disk),
}

/// Does something as long as nobody stops it, it takes no longer than this, in milliseconds, and the disk has room. How it
/// ended, none when it did not hear that it was to stop; and why it was stopped, if it was.
pub async fn watched<T, F: Future<Output = T>>(
    rooms: &Rooms,
    longest: u64,
    cancel: &CancellationToken,
    work: impl FnOnce(CancellationToken) -> F,
) -> (Option<std::thread::Result<T>>, Option<Stop>) {
    let (limits, folder) = (rooms.settings.limits, &rooms.settings.folder);
    let stop = cancel.child_token();
    let mut working = pin!(AssertUnwindSafe(work(stop.clone())).catch_unwind());
    let why = tokio::select! {
        biased;
        ended = &mut working => return (Some(ended), None),
        () = cancel.cancelled() => Stop::Asked,
        () = tokio::time::sleep(Duration::from_millis(longest)) => Stop::Late,
        disk = disk::filled(folder, limits.keep_free) => Stop::Full(disk),
    };
    stop.cancel();
    (tokio::time::timeout(TIDYING, working).await.ok(), Some(why))
}

/// Builds an image, as long as nobody stops it and it keeps within the limits.
pub async fn build(
    rooms: &Rooms,
    order: &Order<'_>,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<Built, Failure> {
    let limits = rooms.settings.limits;
    let work = |stop: CancellationToken| async move { rooms.builder.build(order, events, &stop).await };
    match watched(rooms, limits.build_time, cancel, work).await {
        (Some(ended), None) => outcome(ended, rooms),
        // It was done before it heard.
        (Some(Ok(Ok(built))), _) => Ok(built),
        (_, Some(Stop::Late)) => Err(Failure::Failed(late(limits.build_time))),
        (_, Some(Stop::Full(disk))) => Err(Failure::Failed(full(disk, limits.keep_free))),
        (_, Some(Stop::Asked) | None) => Err(Failure::Stopped),
    }
}

fn outcome(ended: std::thread::Result<Result<Built, BuildError>>, rooms: &Rooms) -> Result<Built, Failure> {
    let keep_free = rooms.settings.limits.keep_free;
    match ended {
        Ok(Ok(built)) => Ok(built),
        Ok(Err(BuildError::Cancelled)) => Err(Failure::Stopped),
        Ok(Err(BuildError::Trial(failed))) => Err(Failure::Trial(failed)),
        Ok(Err(error)) => {
            let full = filled(rooms).map(|disk| self::full(disk, keep_free));
            Err(Failure::Failed(full.unwrap_or_else(|| in_words(&error))))
        }
        Err(_) => {
            Err(Failure::Failed("the builder failed in a way that it should not; the server's log says more".into()))
        }
    }
}

/// The disk, when it has less room than is to be kept free.
pub fn filled(rooms: &Rooms) -> Option<Disk> {
    Disk::of(&rooms.settings.folder).ok().filter(|disk| disk.free < rooms.settings.limits.keep_free)
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
