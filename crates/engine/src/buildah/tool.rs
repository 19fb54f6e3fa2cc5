//! Buildah: its storage, its configuration, and how it is started.

use crate::{certificates, engine::Engine, process};
use std::{
    fs,
    future::pending,
    io,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;

/// A file that ignores nothing.
const EMPTY_IGNORE_FILE: &str = "ignored";

/// Buildah with a storage of its own.
#[derive(Debug)]
pub struct Buildah {
    pub(super) version: String,
    /// The program.
    pub(super) program: String,
    pub(super) folder: PathBuf,
    /// The storage driver.
    pub(super) driver: &'static str,
    /// The certificates of this machine.
    pub(super) bundle: Option<PathBuf>,
    /// The file with the credentials of registries.
    pub(super) login: PathBuf,
    /// How long a transfer may stall.
    pub(super) stall_timeout: Duration,
}

impl Engine for Buildah {
    fn name(&self) -> String {
        format!("buildah {}", self.version)
    }
}

/// The folder of one build or command, removed with the value.
pub(super) struct WorkFolder(TempDir);

impl WorkFolder {
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The name of the folder, by which its containers are found.
    pub(super) fn name(&self) -> String {
        self.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Temporary files of buildah.
    pub(super) fn temporary_files(&self) -> PathBuf {
        self.path().join("tmp")
    }

    /// The certificates that steps see.
    pub(super) fn certificates(&self) -> PathBuf {
        self.path().join("certificates")
    }

    /// The manifest digest of the image, once it is pushed.
    pub(super) fn digest_file(&self) -> PathBuf {
        self.path().join("digest")
    }

    /// An empty list, in place of the `.dockerignore` of a context, which was applied already.
    pub(super) fn empty_ignore_file(&self) -> PathBuf {
        self.path().join(EMPTY_IGNORE_FILE)
    }
}

impl Buildah {
    /// The folder of builds in progress.
    pub(super) fn work(&self) -> PathBuf {
        self.folder.join("work")
    }

    /// A process of buildah.
    pub(super) fn process(&self) -> Command {
        process::contained(&self.program)
    }

    /// Makes a command use the storage and the configuration of this engine.
    pub(super) fn configured(&self, mut command: Command) -> Command {
        command.env("CONTAINERS_STORAGE_CONF", self.folder.join("storage.conf"));
        command.env("CONTAINERS_REGISTRIES_CONF", self.folder.join("registries.conf"));
        if self.login.exists() {
            command.env("REGISTRY_AUTH_FILE", &self.login);
        }
        command
    }

    /// Runs a short command and returns its output.
    pub(super) async fn output_of(&self, command: Command) -> Result<Output, String> {
        self.output_unless(command, |_| pending()).await
    }

    /// Does the same, but kills the command when `watch`, which gets the id of its process, ends first with a reason.
    pub(super) async fn output_unless<F: Future<Output = String>>(
        &self,
        command: Command,
        watch: impl FnOnce(u32) -> F,
    ) -> Result<Output, String> {
        let mut command = self.configured(command);
        command.env("TMPDIR", self.work()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = process::spawn(command).await.map_err(|error| error.to_string())?;
        let watched = watch(child.id().unwrap_or_default());
        let output = tokio::select! {
            output = child.wait_with_output() => output.map_err(|error| error.to_string())?,
            reason = watched => return Err(reason),
        };
        if output.status.success() {
            return Ok(output);
        }
        Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
    }

    /// Makes the folder of one build or command.
    pub(super) fn work_folder(&self) -> io::Result<WorkFolder> {
        let work = WorkFolder(tempfile::Builder::new().prefix("build-").tempdir_in(self.work())?);
        fs::create_dir(work.certificates())?;
        fs::create_dir(work.temporary_files())?;
        fs::write(work.empty_ignore_file(), "")?;
        if let Some(bundle) = &self.bundle {
            fs::copy(bundle, work.certificates().join(certificates::BUNDLE))?;
        }
        Ok(work)
    }
}
