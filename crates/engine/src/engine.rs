//! The two things that an engine does.

use crate::{
    error::EngineError,
    log::LineSender,
    request::{CommandRequest, ImageRequest},
};
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

/// Makes pushed images from Dockerfiles.
#[async_trait]
pub trait ImageBuilder: Send + Sync {
    /// Builds and pushes an image and returns its manifest digest. Stops soon after `cancel`, and leaves no process,
    /// container or temporary folder behind, whatever the outcome.
    ///
    /// # Errors
    /// See [`EngineError`].
    async fn build_image(
        &self,
        request: &ImageRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError>;
}

/// Runs commands in containers of images.
#[async_trait]
pub trait Executor: Send + Sync {
    /// Runs a command and returns when it has ended. Stops soon after `cancel`, and leaves no process, container or
    /// temporary folder behind, whatever the outcome.
    ///
    /// # Errors
    /// See [`EngineError`]; [`EngineError::Exited`] when the command ended with another exit code than 0. It is never the
    /// exit code of an engine that failed before the command had started.
    async fn run_command(
        &self,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError>;
}

/// A build engine.
pub trait Engine: ImageBuilder + Executor {
    /// Its name and version (`buildah 1.28.2`).
    fn name(&self) -> String;
}
