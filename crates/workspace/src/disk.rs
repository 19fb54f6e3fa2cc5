//! The disk of the data folder: its free space, when jobs have to stop so that some is left, and what uploads leave of it.

use crate::Error;
use api::{DiskHealth, Problem, amount::bytes, code};
use std::{io, path::Path, sync::Arc, time::Duration};

/// How often the free space is checked while a job runs.
const INTERVAL: Duration = Duration::from_millis(500);
/// How many bytes of an upload are written before the free space is checked again.
const UPLOAD_CHECK_INTERVAL: u64 = 8 << 20;
/// Below this fraction (1/n) of a disk its free space is reported as low.
const LOW_FRACTION: u64 = 20;

/// What to do about a full disk.
pub const FREE_SPACE_HELP: &str = "Free space: evict images (terrarium evict --free 10GB, or Free space on the page of images), \
                             or remove other files on this disk";

/// The space of a disk, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// What is left.
    pub free: u64,
    /// What there is in all.
    pub total: u64,
}

impl Disk {
    /// The disk that holds this folder.
    ///
    /// # Errors
    /// When the system does not report it.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let status = rustix::fs::statvfs(folder)?;
        Ok(Self { free: status.f_bavail * status.f_frsize, total: status.f_blocks * status.f_frsize })
    }

    /// What is wrong with it, given how much builds leave free.
    pub fn problem(self, keep_free: u64) -> Option<Problem> {
        let Self { free, total } = self;
        let message = if free < keep_free {
            format!(
                "Builds stop: {} are free, and {} are reserved for the workspace itself",
                bytes(free),
                bytes(keep_free)
            )
        } else if free / 2 < keep_free || free < total / LOW_FRACTION {
            format!("Disk space is low: {} of {} are free", bytes(free), bytes(total))
        } else {
            return None;
        };
        Some(Problem { message, help: FREE_SPACE_HELP.to_owned() })
    }

    /// The disk as the page of health shows it.
    pub fn health(folder: &Path, keep_free: u64) -> DiskHealth {
        let (free, total, problem) = match Self::of(folder) {
            Ok(disk) => (disk.free, disk.total, disk.problem(keep_free)),
            Err(error) => {
                let message = format!("Could not determine free disk space: {error}");
                (
                    0,
                    0,
                    Some(Problem { message, help: "Make sure that the data folder exists and can be read".to_owned() }),
                )
            }
        };
        DiskHealth { folder: folder.display().to_string(), free, total, problem }
    }
}

/// Waits until less than `keep_free` bytes are left; how much that is.
pub async fn wait_until_full(folder: &Path, keep_free: u64) -> Disk {
    loop {
        match Disk::of(folder) {
            Ok(disk) if disk.free < keep_free => return disk,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "could not determine free disk space"),
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Measures disks; tests bring their own.
pub trait DiskGauge: Send + Sync {
    /// The disk that holds this folder.
    ///
    /// # Errors
    /// When the system does not report it.
    fn measure(&self, folder: &Path) -> io::Result<Disk>;
}

/// Measures the disks of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemDisk;

impl DiskGauge for SystemDisk {
    fn measure(&self, folder: &Path) -> io::Result<Disk> {
        Disk::of(folder)
    }
}

/// The space that uploads leave free on the disk of the data folder.
#[derive(Clone)]
pub struct DiskReserve {
    gauge: Arc<dyn DiskGauge>,
    folder: Arc<Path>,
    keep_free: u64,
}

impl DiskReserve {
    /// Keeps this many bytes free on the disk of a folder.
    pub fn new(gauge: Arc<dyn DiskGauge>, folder: &Path, keep_free: u64) -> Self {
        Self { gauge, folder: folder.into(), keep_free }
    }

    /// Refuses to write this many bytes when that would leave too little space. Blocks while the system is asked.
    fn ensure(&self, more: u64) -> Result<(), Error> {
        let disk = match self.gauge.measure(&self.folder) {
            Ok(disk) => disk,
            Err(error) => {
                tracing::warn!(%error, "could not determine free disk space");
                return Ok(());
            }
        };
        if disk.free >= self.keep_free.saturating_add(more) {
            return Ok(());
        }
        let message = format!(
            "the disk of the server is nearly full, so nothing was stored: {} are free, and {} are reserved for the \
             workspace itself",
            bytes(disk.free),
            bytes(self.keep_free)
        );
        Err(Error::refuse(code::UNAVAILABLE, message).help(FREE_SPACE_HELP))
    }

    /// Begins an upload, unless there is too little space already.
    pub async fn watch(&self) -> Result<WatchedWrite, Error> {
        let own = self.clone();
        blocking(move || own.ensure(0)).await??;
        Ok(WatchedWrite { reserve: self.clone(), unchecked: 0 })
    }
}

/// An upload whose bytes are counted, so that the free space is checked now and then while it is written.
pub struct WatchedWrite {
    reserve: DiskReserve,
    unchecked: u64,
}

impl WatchedWrite {
    /// Counts bytes that are to be written; whether the free space is to be checked before.
    fn is_due(&mut self, length: usize) -> bool {
        self.unchecked += length as u64;
        let is_due = self.unchecked >= UPLOAD_CHECK_INTERVAL;
        if is_due {
            self.unchecked = 0;
        }
        is_due
    }

    /// Refuses to write this many bytes when there is too little space.
    pub async fn before_write(&mut self, length: usize) -> Result<(), Error> {
        if !self.is_due(length) {
            return Ok(());
        }
        let (reserve, length) = (self.reserve.clone(), length as u64);
        blocking(move || reserve.ensure(length)).await?
    }

    /// As [`WatchedWrite::before_write`], for threads that may block.
    pub fn before_blocking_write(&mut self, length: usize) -> Result<(), Error> {
        if self.is_due(length) { self.reserve.ensure(length as u64) } else { Ok(()) }
    }

    /// Refuses to write this many bytes at once when there is too little space, for threads that may block.
    pub fn before_blocking_copy(&self, length: u64) -> Result<(), Error> {
        self.reserve.ensure(length)
    }
}

/// Does what may block, such as calls of the file system, off the runtime's threads.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_a_problem_before_it_is_full() {
        let kept = 250_000_000;
        let message = |free, total| Disk { free, total }.problem(kept).map(|problem| problem.message);
        assert_eq!(message(20_000_000_000, 100_000_000_000), None);
        insta::assert_debug_snapshot!([message(4_000_000_000, 100_000_000_000), message(400_000_000, 1_000_000_000), message(9_000_000, 1_000_000_000)], @r#"
        [
            Some(
                "Disk space is low: 4.0 GB of 100 GB are free",
            ),
            Some(
                "Disk space is low: 400 MB of 1.0 GB are free",
            ),
            Some(
                "Builds stop: 9.0 MB are free, and 250 MB are reserved for the workspace itself",
            ),
        ]
        "#);
    }

    #[test]
    fn free_space_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::of(folder.path()).unwrap();
        assert!(disk.total > 0 && disk.free <= disk.total, "{disk:?}");
        assert!(Disk::of(&folder.path().join("none")).is_err());
    }
}
