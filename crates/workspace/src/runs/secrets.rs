//! The values of secret variables, from the submission of a run until it starts: each run's in a file of its own that only
//! the server's user may read. They are never in the database, so neither are they in copies of it.

use crate::Error;
use api::code;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The files of secrets.
#[derive(Clone, Debug)]
pub struct SecretFiles {
    folder: Arc<Path>,
}

impl SecretFiles {
    /// The secrets below the workspace's folder.
    pub fn new(workspace: &Path) -> Self {
        Self { folder: workspace.join("secrets").into() }
    }

    fn file(&self, run: i64) -> PathBuf {
        self.folder.join(format!("{run}.json"))
    }

    /// Stores the secrets of a run that is about to be committed.
    pub fn store(&self, run: i64, secrets: &BTreeMap<String, String>) -> Result<(), Error> {
        if secrets.is_empty() {
            return Ok(());
        }
        let write = || -> io::Result<()> {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            // One is there when a server ended before it could commit.
            self.remove(run);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.file(run))?;
            file.write_all(&serde_json::to_vec(secrets)?)?;
            file.sync_all()?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|error| {
            Error::refuse(code::UNAVAILABLE, format!("the secret variables cannot be stored: {error}"))
                .field("variables")
                .help("Make sure that the disk of the server works and has free space, then try again")
        })
    }

    /// The secrets of a run; empty when it has none.
    pub fn read(&self, run: i64) -> io::Result<BTreeMap<String, String>> {
        match fs::read(self.file(run)) {
            Ok(text) => Ok(serde_json::from_slice(&text)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    /// Removes the secrets of a run.
    pub fn remove(&self, run: i64) {
        match fs::remove_file(self.file(run)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, run, "could not remove the secrets of a run; the next start removes them");
            }
            _ => {}
        }
    }

    /// Removes the secrets of every run but these. To be called before runs start.
    pub fn retain(&self, waiting: &BTreeSet<i64>) -> io::Result<()> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let run = name.strip_suffix(".json").and_then(|id| id.parse().ok());
            if run.is_none_or(|run| !waiting.contains(&run)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}
