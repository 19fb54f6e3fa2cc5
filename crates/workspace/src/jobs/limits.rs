//! Jobs within the limits of the workspace: they are stopped when they take too long or when the disk fills up, and never
//! outlive being stopped.

use crate::disk::{self, Disk};
use api::Limits;
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, path::Path, pin::pin, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How long a stopped job may take to clean up. One that does not react is then dropped, and its processes with it.
const CLEANUP_TIMEOUT: Duration = Duration::from_secs(30);

/// Why a job was stopped.
pub enum StopReason {
    /// Somebody cancelled it, or the server shuts down.
    Cancelled,
    /// It took longer than it may.
    Timeout,
    /// The disk fills up.
    DiskFull(Disk),
}

/// The limits of jobs, and the disk that they share with the database.
#[derive(Clone, Debug)]
pub struct JobLimits {
    limits: Limits,
    folder: Arc<Path>,
}

impl JobLimits {
    /// The limits for jobs of the workspace in this folder.
    pub fn new(limits: Limits, folder: &Path) -> Self {
        Self { limits, folder: folder.into() }
    }

    /// The limits themselves.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs `work` until it finishes, is cancelled, exceeds `timeout_ms`, or the disk fills up. Returns its result (`None`
    /// if it ignored cancellation) and the reason it was stopped, if any.
    pub async fn enforce<T, F: Future<Output = T>>(
        &self,
        timeout_ms: u64,
        cancel: &CancellationToken,
        work: impl FnOnce(CancellationToken) -> F,
    ) -> (Option<std::thread::Result<T>>, Option<StopReason>) {
        let stop = cancel.child_token();
        let mut working = pin!(AssertUnwindSafe(work(stop.clone())).catch_unwind());
        let reason = tokio::select! {
            biased;
            ended = &mut working => return (Some(ended), None),
            () = cancel.cancelled() => StopReason::Cancelled,
            () = tokio::time::sleep(Duration::from_millis(timeout_ms)) => StopReason::Timeout,
            disk = disk::wait_until_full(&self.folder, self.limits.keep_free) => StopReason::DiskFull(disk),
        };
        stop.cancel();
        (tokio::time::timeout(CLEANUP_TIMEOUT, working).await.ok(), Some(reason))
    }

    /// The disk, when it has less free space than is to be kept free.
    pub fn full_disk(&self) -> Option<Disk> {
        Disk::of(&self.folder).ok().filter(|disk| disk.free < self.limits.keep_free)
    }
}
