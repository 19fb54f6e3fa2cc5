//! Engines behind the Docker Engine API: dockerd, Docker Desktop, Podman's service.

mod archive;
mod build;
mod certificates;
mod connect;
mod credentials;
mod failure;
mod folders;
mod left;
mod progress;
mod push;
mod run;
mod trial;

pub use connect::Kind;

use super::{Engine, EngineRun, EngineStep, heredoc::unfold};
use crate::{EngineError, EventSender, Registry, event::say};
use bollard::Docker;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// A daemon that speaks the Docker Engine API.
#[derive(Debug)]
pub struct Daemon {
    client: Docker,
    kind: Kind,
    version: String,
    /// What tells containers, volumes and processes of this workspace from those of others.
    owner: String,
    registry: Registry,
    /// The network of steps where it is not the daemon's own choice.
    network: Option<&'static str>,
    /// Whether it can be a process of this machine.
    local: bool,
    /// Whether containers see folders of this machine; known after the first.
    binds: OnceCell<bool>,
    /// How many builds and containers there were.
    count: AtomicUsize,
}

impl Daemon {
    /// The error of a failure that the log tells.
    fn failed(&self, status: impl Into<String>) -> EngineError {
        EngineError::Failed { tool: self.kind.name(), status: status.into() }
    }

    /// How long the daemon may tell nothing while a registry is to take or to give. Podman tells so little that its silence
    /// means nothing.
    fn silence(&self) -> Duration {
        match self.kind {
            Kind::Docker => self.registry.patience(),
            Kind::Podman => connect::PATIENCE,
        }
    }

    /// A name that nothing of this workspace has had since the daemon was found.
    fn new_name(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("terrarium-{}-{}-{count}", self.owner, std::process::id())
    }
}

#[async_trait::async_trait]
impl Engine for Daemon {
    fn name(&self) -> String {
        format!("{} {}", self.kind.name(), self.version)
    }

    async fn build(
        &self,
        step: &EngineStep,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError> {
        let dockerfile = match unfold(&step.folder, step.context.as_deref().unwrap_or(&step.folder))
            .map_err(|source| self.start(source))?
        {
            Ok(dockerfile) => dockerfile,
            Err(reason) => {
                say(events, step.step, reason).await;
                return Err(self.failed("a Dockerfile that it cannot build"));
            }
        };
        self.make(step, &dockerfile, events, cancel).await?;
        let pushed = cancel.run_until_cancelled(self.push(step, events)).await.unwrap_or(Err(EngineError::Cancelled));
        if !step.cached || pushed.is_err() {
            self.forget(&step.target).await;
        }
        pushed
    }

    async fn run(&self, run: &EngineRun, events: &EventSender, cancel: &CancellationToken) -> Result<(), EngineError> {
        let name = self.new_name();
        let ran = cancel.run_until_cancelled(self.in_container(&name, run, events)).await;
        self.remove_container(&name).await;
        ran.unwrap_or(Err(EngineError::Cancelled))
    }
}
