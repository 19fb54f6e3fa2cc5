//! The folders of step 2: where they are on this machine, and where its commands see them.

use outputs::OutputFolder;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where the environment is in the image.
pub const ENVIRONMENT: &str = "/opt/env";
/// Where the programs of the environment are.
pub const PROGRAMS: &str = "/opt/env/bin";
/// The folder of the environment with Pythons that uv installed.
pub const PYTHONS: &str = "python";
/// The shell that runs the scripts of the step.
pub const SHELL: &str = "/bin/sh";
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

/// A folder of this machine that a command sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipeFolder {
    /// Where it is on this machine.
    pub source: PathBuf,
    /// Where the command sees it.
    pub target: String,
    /// What the command may do there.
    pub access: FolderAccess,
}

/// What a command may do in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderAccess {
    /// Read.
    Read,
    /// Write. What it leaves is read afterwards.
    Write,
    /// Write, for later commands. The content may vanish at any time.
    Cache,
}

/// What the step reads, what it writes for this machine, and the environment, of which the image is made.
pub struct Folders {
    step: PathBuf,
    lock: PathBuf,
    fetched: PathBuf,
    /// What the step sees as `/opt/env`.
    pub environment: PathBuf,
}

impl Folders {
    /// The folders below that of a step, which exist already.
    pub fn new(work: &Path) -> Self {
        Self {
            step: work.join("step"),
            lock: work.join("lock"),
            fetched: work.join("fetched"),
            environment: work.join("env"),
        }
    }

    /// Creates the folders, empty.
    pub fn create(work: &Path) -> io::Result<Self> {
        let folders = Self::new(work);
        for folder in [&folders.step, &folders.lock, &folders.fetched, &folders.environment] {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::create_dir_all(folder)?,
            }
        }
        Ok(folders)
    }

    /// Writes a file that the step reads.
    pub fn write_input(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.step.join(name), text)
    }

    /// Writes a file that may hold credentials: nobody else on this machine reads it.
    pub fn write_secret_input(&self, name: &str, text: &str) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.step.join(name))?;
        file.write_all(text.as_bytes())
    }

    /// Writes a file that the step reads and replaces.
    pub fn write_output(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.lock.join(name), text)
    }

    /// A file that the step read.
    pub fn input(&self, name: &str) -> PathBuf {
        self.step.join(name)
    }

    /// What the step wrote.
    pub fn outputs(&self) -> io::Result<OutputFolder> {
        OutputFolder::open(&self.lock)
    }

    /// The folder of files that this machine fetched, which no step sees.
    pub fn fetched(&self) -> &Path {
        &self.fetched
    }

    /// The folders that every command of the step sees.
    pub fn step_folders(&self) -> Vec<RecipeFolder> {
        vec![folder(&self.step, STEP, FolderAccess::Read), folder(&self.lock, LOCK, FolderAccess::Write)]
    }

    /// The environment.
    pub fn environment_folder(&self) -> RecipeFolder {
        folder(&self.environment, ENVIRONMENT, FolderAccess::Write)
    }
}

/// A folder of this machine as the step sees it.
pub fn folder(source: &Path, target: &str, access: FolderAccess) -> RecipeFolder {
    RecipeFolder { source: source.to_owned(), target: target.to_owned(), access }
}

/// A cache of this name, in those of the workspace.
pub fn cache(caches: &Path, name: &str, target: &str) -> io::Result<RecipeFolder> {
    let source = caches.join(name);
    fs::create_dir_all(&source)?;
    Ok(folder(&source, target, FolderAccess::Cache))
}
