//! What a build engine does: one Dockerfile in one folder becomes one pushed image.

mod buildah;
mod heredoc;
mod output;
mod run;

pub use buildah::Buildah;
pub(crate) use buildah::CERTIFICATE_VARIABLES;
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
    /// The folder with `Dockerfile` and the files that it copies.
    pub folder: PathBuf,
    /// `os/architecture`.
    pub platform: String,
    /// Labels of the image.
    pub labels: Vec<(String, String)>,
    /// Folders of this machine that the steps see but the image does not keep: from, to, whether it may be written.
    pub mounts: Vec<(PathBuf, String, bool)>,
    /// Whether the engine takes layers from its cache and keeps those that it makes there.
    pub cached: bool,
    /// Where the image goes: `HOST:PORT/REPOSITORY:TAG`.
    pub target: String,
}

/// The platform of this machine, `os/architecture`.
pub(crate) fn this_platform() -> String {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{}/{architecture}", std::env::consts::OS)
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
}
