//! What a build engine does: one Dockerfile in one folder becomes one pushed image, and one command runs in a container
//! of which only folders are kept.

mod buildah;
mod certificates;
mod detect;
mod docker;
mod heredoc;
mod output;
mod run;
mod stall;

pub use buildah::Buildah;
pub(crate) use certificates::CERTIFICATE_VARIABLES;
pub use detect::{Choice, Detected, detect};
pub use docker::{Daemon, Kind};
pub(crate) use output::without_credentials;
pub(crate) use run::run;

use crate::{EngineError, EventSender, Step};
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// One image to make.
#[derive(Clone, Debug)]
pub struct EngineStep {
    /// For the events.
    pub step: Step,
    /// The folder with `Dockerfile` and, where there is no `context`, the files that it copies.
    pub folder: PathBuf,
    /// The folder of the files that the Dockerfile copies, when they are not beside it. What a `.dockerignore` in it says
    /// was done already: every file counts. The engine may add files of its own.
    pub context: Option<PathBuf>,
    /// `os/architecture`.
    pub platform: String,
    /// Labels of the image.
    pub labels: Vec<(String, String)>,
    /// Whether the engine takes layers from its cache and keeps those that it makes there.
    pub cached: bool,
    /// Where the image goes: `HOST:PORT/REPOSITORY:TAG`.
    pub target: String,
}

/// One command in a container of an image. What it changes is thrown away, but for the folders that it may write.
#[derive(Clone, Debug)]
pub struct EngineRun {
    /// For the events.
    pub step: Step,
    /// The image, `HOST:PORT/REPOSITORY@sha256:…`.
    pub image: String,
    /// `os/architecture`.
    pub platform: String,
    /// The program and its arguments; it runs as root, whatever user the image is for.
    pub command: Vec<String>,
    /// What the command sees besides the image.
    pub folders: Vec<Folder>,
}

/// A folder of this machine in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where it is on this machine.
    pub from: PathBuf,
    /// Where the command sees it.
    pub to: String,
    /// What the command may do there.
    pub access: Access,
}

/// What a command may do in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read.
    Read,
    /// Write: what it leaves is on this machine afterwards.
    Write,
    /// Write, for later commands of this engine; what is there may vanish at any time, and an engine on another machine
    /// keeps it there.
    Cache,
}

/// The platform of this machine, `os/architecture`.
pub(crate) fn this_platform() -> String {
    format!("{}/{}", std::env::consts::OS, this_architecture())
}

/// The architecture of this machine, as images name it.
fn this_architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// A build engine.
#[async_trait::async_trait]
pub trait Engine: Send + Sync {
    /// Its name and version (`buildah 1.28.2`).
    fn name(&self) -> String;

    /// Builds and pushes one image and returns its manifest digest. Stops soon after `cancel`, and leaves no process,
    /// container or temporary folder behind, whatever the outcome.
    ///
    /// # Errors
    /// See [`EngineError`].
    async fn build(
        &self,
        step: &EngineStep,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError>;

    /// Runs one command and returns when it has ended. Stops soon after `cancel`, and leaves no process, container or
    /// temporary folder behind, whatever the outcome.
    ///
    /// # Errors
    /// See [`EngineError`].
    async fn run(&self, run: &EngineRun, events: &EventSender, cancel: &CancellationToken) -> Result<(), EngineError>;
}

/// An engine that was looked for on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What was looked for (`buildah`, `Docker Engine`, `Podman`).
    pub kind: &'static str,
    /// Its name and version, or why it cannot be used and what to do.
    pub found: Result<String, String>,
    /// Whether builds use it.
    pub chosen: bool,
}
