//! What a daemon does as an engine.

use super::daemon::Daemon;
use crate::{
    engine::{Engine, Executor, ImageBuilder},
    error::EngineError,
    heredoc::expand_heredocs,
    log::{LineSender, log_line},
    request::{CommandRequest, ImageRequest},
};
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

impl Engine for Daemon {
    fn name(&self) -> String {
        format!("{} {}", self.kind.name(), self.version)
    }
}

#[async_trait]
impl ImageBuilder for Daemon {
    async fn build_image(
        &self,
        request: &ImageRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError> {
        let dockerfile = match expand_heredocs(&request.folder, request.context.as_deref().unwrap_or(&request.folder))
            .map_err(|source| self.start(source))?
        {
            Ok(dockerfile) => dockerfile,
            Err(reason) => {
                log_line(log, reason).await;
                return Err(self.failed("a Dockerfile that it cannot build"));
            }
        };
        self.make(request, &dockerfile, log, cancel).await?;
        let pushed = cancel.run_until_cancelled(self.push(request, log)).await.unwrap_or(Err(EngineError::Cancelled));
        if !request.cached || pushed.is_err() {
            self.remove_image(&request.target).await;
        }
        pushed
    }
}

#[async_trait]
impl Executor for Daemon {
    async fn run_command(
        &self,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let name = self.new_name();
        let ran = cancel.run_until_cancelled(self.in_container(&name, request, log)).await;
        self.remove_container(&name).await;
        ran.unwrap_or(Err(EngineError::Cancelled))
    }
}
