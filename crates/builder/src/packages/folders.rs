//! The folders of step 2: where they are on this machine, and where the step sees them.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What the step reads, where it sees it.
pub const STEP: &str = "/run/terrarium/step";
/// What the step writes, where it sees it.
pub const LOCK: &str = "/run/terrarium/lock";
/// The folder with uv, where the step sees it.
pub const UV: &str = "/run/terrarium/uv";
/// The cache of uv, where the step sees it.
pub const CACHE: &str = "/run/terrarium/cache";
/// Local folders of wheels, where the step sees them.
pub const WHEELS: &str = "/run/terrarium/wheels";

/// What the step reads and writes and the image does not keep.
pub struct Folders {
    step: PathBuf,
    lock: PathBuf,
}

impl Folders {
    /// The folders that belong to this build context: beside it, so that they are no part of it.
    pub fn beside(work: &Path) -> Self {
        let packages = work.with_file_name("packages");
        Self { step: packages.join("step"), lock: packages.join("lock") }
    }

    /// Makes them, empty.
    pub fn create(work: &Path) -> io::Result<Self> {
        let folders = Self::beside(work);
        for folder in [&folders.step, &folders.lock] {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::create_dir_all(folder)?,
            }
        }
        Ok(folders)
    }

    /// Writes a file that the step reads.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.step.join(name), text)
    }

    /// Writes a file that may hold credentials: nobody else on this machine reads it.
    pub fn write_secret(&self, name: &str, text: &str) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.step.join(name))?;
        file.write_all(text.as_bytes())
    }

    /// Writes a file that the step reads and replaces.
    pub fn offer(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.lock.join(name), text)
    }

    /// A file that the step read.
    pub fn given(&self, name: &str) -> PathBuf {
        self.step.join(name)
    }

    /// A file or folder that the step wrote.
    pub fn written(&self, name: &str) -> PathBuf {
        self.lock.join(name)
    }

    /// Both, for the recipe.
    pub fn mounts(&self) -> Vec<(PathBuf, String, bool)> {
        vec![(self.step.clone(), STEP.into(), false), (self.lock.clone(), LOCK.into(), true)]
    }
}

/// The cache of uv, in that of the workspace.
pub fn uv_cache(cache: &Path) -> io::Result<PathBuf> {
    let folder = cache.join("uv");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
