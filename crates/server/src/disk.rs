//! The disk of the data folder: how much room it has, and when builds have to stop so that some is left.

use api::{DiskHealth, Problem, amount::bytes};
use std::{io, path::Path, time::Duration};

/// How often the room is looked at while a build runs.
const EVERY: Duration = Duration::from_millis(500);
/// Below this part of a disk it is said that room is getting short.
const SHORT: u64 = 20;

/// What a full disk leaves to do.
pub const MAKE_ROOM: &str = "Free space: evict images (terrarium evict --free 10GB, or Free space on the page of images), \
                             or remove other files on this disk";

/// The room of a disk, in bytes.
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
    /// When the system does not tell.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let told = rustix::fs::statvfs(folder)?;
        Ok(Self { free: told.f_bavail * told.f_frsize, total: told.f_blocks * told.f_frsize })
    }

    /// What is wrong with it, given how much builds leave free.
    pub fn problem(self, keep_free: u64) -> Option<Problem> {
        let Self { free, total } = self;
        let message = if free < keep_free {
            format!("Builds stop: {} are free, and {} are kept for the workspace itself", bytes(free), bytes(keep_free))
        } else if free / 2 < keep_free || free < total / SHORT {
            format!("Room is getting short: {} of {} are free", bytes(free), bytes(total))
        } else {
            return None;
        };
        Some(Problem { message, help: MAKE_ROOM.to_owned() })
    }

    /// The disk as the page of health shows it.
    pub fn health(folder: &Path, keep_free: u64) -> DiskHealth {
        let (free, total, problem) = match Self::of(folder) {
            Ok(disk) => (disk.free, disk.total, disk.problem(keep_free)),
            Err(error) => {
                let message = format!("The system does not tell how much room there is: {error}");
                (0, 0, Some(Problem { message, help: "See that the data folder is there and can be read".to_owned() }))
            }
        };
        DiskHealth { folder: folder.display().to_string(), free, total, problem }
    }
}

/// Waits until less than `keep_free` bytes are left; how much that is.
pub async fn filled(folder: &Path, keep_free: u64) -> Disk {
    loop {
        match Disk::of(folder) {
            Ok(disk) if disk.free < keep_free => return disk,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the system does not tell how much room the disk has"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_a_problem_before_it_is_full() {
        let kept = 250_000_000;
        let told = |free, total| Disk { free, total }.problem(kept).map(|problem| problem.message);
        assert_eq!(told(20_000_000_000, 100_000_000_000), None);
        insta::assert_debug_snapshot!([told(4_000_000_000, 100_000_000_000), told(400_000_000, 1_000_000_000), told(9_000_000, 1_000_000_000)], @r#"
        [
            Some(
                "Room is getting short: 4.0 GB of 100 GB are free",
            ),
            Some(
                "Room is getting short: 400 MB of 1.0 GB are free",
            ),
            Some(
                "Builds stop: 9.0 MB are free, and 250 MB are kept for the workspace itself",
            ),
        ]
        "#);
    }

    #[test]
    fn the_system_tells_the_room() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::of(folder.path()).unwrap();
        assert!(disk.total > 0 && disk.free <= disk.total, "{disk:?}");
        assert!(Disk::of(&folder.path().join("none")).is_err());
    }
}
