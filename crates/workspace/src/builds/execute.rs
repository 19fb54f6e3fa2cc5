//! The execution of a build within the limits of the workspace.

use crate::{
    disk::{Disk, FREE_SPACE_HELP},
    jobs::{JobLimits, StopReason},
};
use api::amount::{bytes, duration};
use builder::{BuildError, Builder, Built, EventSender, FailedTrial, Order};
use tokio_util::sync::CancellationToken;

/// Why there is no image.
pub enum Failure {
    /// The build was cancelled, or the server shuts down.
    Cancelled,
    /// It failed, with the cause in words.
    Failed(String),
    /// The image was made and does not work.
    Trial(Box<FailedTrial>),
}

/// Builds an image, until it is cancelled or exceeds the limits.
pub async fn execute(
    builder: &Builder,
    limits: &JobLimits,
    order: &Order<'_>,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<Built, Failure> {
    let (build_time, keep_free) = (limits.limits().build_time, limits.limits().keep_free);
    let work = |stop: CancellationToken| async move { builder.build(order, events, &stop).await };
    match limits.enforce(build_time, cancel, work).await {
        (Some(ended), None) => outcome(ended, limits),
        // It finished before it noticed.
        (Some(Ok(Ok(built))), _) => Ok(built),
        (_, Some(StopReason::Timeout)) => Err(Failure::Failed(timed_out(build_time))),
        (_, Some(StopReason::DiskFull(disk))) => Err(Failure::Failed(disk_full(disk, keep_free))),
        (_, Some(StopReason::Cancelled) | None) => Err(Failure::Cancelled),
    }
}

fn outcome(ended: std::thread::Result<Result<Built, BuildError>>, limits: &JobLimits) -> Result<Built, Failure> {
    match ended {
        Ok(Ok(built)) => Ok(built),
        Ok(Err(BuildError::Cancelled)) => Err(Failure::Cancelled),
        Ok(Err(BuildError::Trial(failed))) => Err(Failure::Trial(failed)),
        Ok(Err(error)) => {
            let full = limits.full_disk().map(|disk| disk_full(disk, limits.limits().keep_free));
            Err(Failure::Failed(full.unwrap_or_else(|| describe(&error))))
        }
        Err(_) => Err(Failure::Failed("internal error in the builder; see the server log".into())),
    }
}

fn timed_out(limit: u64) -> String {
    format!(
        "the build took longer than {}, the limit of this workspace. Finished steps are kept and not done again by a \
         retry. Make the other steps faster, or start the server with a longer --build-time-limit",
        duration(limit)
    )
}

fn disk_full(disk: Disk, keep_free: u64) -> String {
    format!(
        "the disk ran full: {} were left, and builds leave {} to the workspace itself. What was registered and built \
         before is kept. {FREE_SPACE_HELP}, then retry: finished steps are not done again",
        bytes(disk.free),
        bytes(keep_free)
    )
}

fn describe(error: &BuildError) -> String {
    match error {
        BuildError::TooLarge { size, limit } => format!(
            "the image is {} large, and this workspace takes images of up to {} (the sum of the compressed layers). Nothing was \
             published. Leave out what the environment does not need, remove caches in the step that makes them, or start \
             the server with a larger --image-limit",
            bytes(*size),
            bytes(*limit)
        ),
        error if error.is_full_disk() => format!(
            "the disk is full, so the build could not go on. What was registered and built before is kept. \
             {FREE_SPACE_HELP}, then retry: finished steps are not done again"
        ),
        error => error.to_string(),
    }
}
