//! What a build engine does: one Dockerfile in one folder becomes one pushed image, and one command runs in a container
//! of which only folders are kept.

mod buildah;
mod certificates;
mod detect;
mod docker;
mod heredoc;
mod output;
mod pull;
mod run;
mod stall;

pub use buildah::Buildah;
pub(crate) use certificates::CERTIFICATE_VARIABLES;
pub use detect::{Choice, Detected, detect};
pub use docker::{Daemon, Kind};
pub(crate) use output::without_credentials;
pub(crate) use run::run;

use crate::{EngineError, EventSender, Step};
use std::{collections::BTreeMap, fmt, path::PathBuf};
use tokio_util::sync::CancellationToken;

/// The host name of a container that shares the network of its machine. It is in the container's hosts file: programs
/// that look up their own name, such as Spark's driver, fail otherwise.
pub const HOST_NAME: &str = "terrarium";

/// [`HOST_NAME`] with its address, as engines take it.
pub const HOST_ENTRY: &str = "terrarium:127.0.0.1";

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
    /// Where it starts, and its variables.
    pub setting: Setting,
}

/// Where a command starts, and the variables that it gets besides those of the image.
#[derive(Clone, Default)]
pub struct Setting {
    /// The folder that it starts in; none for that of the image.
    pub directory: Option<String>,
    /// Variables.
    pub variables: BTreeMap<String, String>,
    /// Variables whose values nobody else on this machine may read, not even from the list of processes. Their names are
    /// letters, digits and `_`, and a shell is in the image.
    pub secrets: BTreeMap<String, String>,
}

impl Setting {
    /// Every variable as `NAME=VALUE`.
    fn pairs(&self) -> impl Iterator<Item = String> {
        self.variables.iter().chain(&self.secrets).map(|(name, value)| format!("{name}={value}"))
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { directory, variables, secrets } = self;
        let secrets: Vec<&String> = secrets.keys().collect();
        let mut shown = formatter.debug_struct("Setting");
        shown.field("directory", directory).field("variables", variables).field("secrets", &secrets).finish()
    }
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
    /// Write; what it leaves is nobody's.
    Scratch,
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
    /// See [`EngineError`]; [`EngineError::Exited`] when the command ended with another exit code than 0.
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
