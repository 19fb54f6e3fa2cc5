//! A disk that is full when a test says so.

use ::workspace::{Disk, DiskGauge};
use std::{
    io,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

/// A disk that has space only the first times that somebody asks.
pub struct FillingDisk(AtomicUsize);

impl FillingDisk {
    pub fn after(times: usize) -> Self {
        Self(AtomicUsize::new(times))
    }
}

impl DiskGauge for FillingDisk {
    fn measure(&self, _: &Path) -> io::Result<Disk> {
        let has_space = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1)).is_ok();
        Ok(Disk { free: if has_space { 1 << 40 } else { 1 << 20 }, total: 1 << 40 })
    }
}
