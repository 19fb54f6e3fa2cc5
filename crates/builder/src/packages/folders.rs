//! The folders of step 2: where they are on this machine, and where the step sees them.

use super::ENVIRONMENT;
use crate::{Access, Folder};
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
/// The cache of byte code, where the step sees it.
pub const BYTE_CODE: &str = "/run/terrarium/bytecode";
/// Local folders of wheels, where the step sees them.
pub const WHEELS: &str = "/run/terrarium/wheels";

/// What the step reads, what it writes for this machine, and the environment, of which the image is made.
pub struct Folders {
    step: PathBuf,
    lock: PathBuf,
    /// What the step sees as `/opt/env`.
    pub environment: PathBuf,
}

impl Folders {
    /// Those in the folder of a step.
    pub fn of(work: &Path) -> Self {
        Self { step: work.join("step"), lock: work.join("lock"), environment: work.join("env") }
    }

    /// Makes them, empty.
    pub fn create(work: &Path) -> io::Result<Self> {
        let folders = Self::of(work);
        for folder in [&folders.step, &folders.lock, &folders.environment] {
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

    /// What the step reads and what it tells.
    pub fn told(&self) -> Vec<Folder> {
        vec![folder(&self.step, STEP, Access::Read), folder(&self.lock, LOCK, Access::Write)]
    }

    /// The environment.
    pub fn made(&self) -> Folder {
        folder(&self.environment, ENVIRONMENT, Access::Write)
    }
}

/// A folder of this machine as the step sees it.
pub fn folder(from: &Path, to: &str, access: Access) -> Folder {
    Folder { from: from.to_owned(), to: to.to_owned(), access }
}

/// A cache of this name, in those of the workspace.
pub fn cache(caches: &Path, name: &str, to: &str) -> io::Result<Folder> {
    let from = caches.join(name);
    fs::create_dir_all(&from)?;
    Ok(folder(&from, to, Access::Cache))
}
