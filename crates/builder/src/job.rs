//! A build or command in progress: what all of its stages work with.

use crate::{
    causes,
    error::BuildError,
    event::{Event, EventSender, Step, send_line},
    log::{with_ending, with_lines, with_tail},
};
use engine::{CommandRequest, Engine, EngineError, ImageRequest, LineSender};
use registry::Registry;
use std::{path::Path, time::Duration};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// How long to wait between two attempts.
const RETRY_DELAY: Duration = Duration::from_secs(1);
/// How often a registry that answers is asked for what it refuses.
const MAX_REFUSALS: u32 = 3;

/// The repositories of a builder in its registry.
#[derive(Clone, Debug)]
pub(crate) struct Repositories {
    /// Finished images.
    pub images: String,
    /// Images of step 1.
    pub stages: String,
}

impl Repositories {
    pub(crate) fn new(prefix: &str) -> Self {
        Self { images: format!("{prefix}/env"), stages: format!("{prefix}/stage") }
    }
}

/// A build or command in progress.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    /// The engine, or why there is none.
    pub engine: Result<&'a dyn Engine, &'a str>,
    pub registry: &'a Registry,
    pub repositories: &'a Repositories,
    /// A folder of its own, which is removed at its end.
    pub work: &'a Path,
    pub events: &'a EventSender,
    pub cancel: &'a CancellationToken,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this exit code; 128 and the number of the signal when one ended it.
    Exited(i32),
    /// It could not be started: there is no such program in the image, or it may not be executed. In the engine's words.
    NotStarted(String),
}

impl<'a> Job<'a> {
    /// Sends a line of the log.
    pub(crate) async fn log(&self, step: Step, line: impl Into<String>) {
        send_line(self.events, step, line).await;
    }

    /// Sends an event. A receiver that is gone does not stop the build.
    pub(crate) async fn send(&self, event: Event) {
        drop(self.events.send(event).await);
    }

    /// Does something that logs lines of a step.
    pub(crate) async fn logged<T, F: Future<Output = T>>(&self, step: Step, work: impl FnOnce(LineSender) -> F) -> T {
        with_lines(step, self.events, work).await
    }

    /// Waits for something unless the job is cancelled.
    pub(crate) async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Result<T, BuildError> {
        self.cancel.run_until_cancelled(work).await.ok_or(BuildError::Cancelled)
    }

    /// The reference of an image of step 1 by its manifest digest.
    pub(crate) fn stage_reference(&self, digest: &str) -> String {
        format!("{}/{}@{digest}", self.registry.address(), self.repositories.stages)
    }

    /// The reference of a finished image by its manifest digest.
    pub(crate) fn image_reference(&self, manifest: &str) -> String {
        format!("{}/{}@{manifest}", self.registry.address(), self.repositories.images)
    }

    pub(crate) fn registry_error(&self, reason: String) -> BuildError {
        BuildError::Registry { address: self.registry.address().to_owned(), reason }
    }

    /// Does something with the registry. While the registry does not answer, it is tried again until the timeout of the
    /// registry; what a registry that answers refuses is tried three times.
    pub(crate) async fn retry<T, F: Future<Output = Result<T, String>>>(
        &self,
        step: Step,
        attempt: impl Fn() -> F,
    ) -> Result<T, BuildError> {
        let timeout = self.registry.timeout();
        let end = Instant::now() + timeout;
        let mut refusals = 0;
        let mut is_logged = false;
        loop {
            let reason = match self.unless_cancelled(attempt()).await? {
                Ok(done) => return Ok(done),
                Err(reason) => reason,
            };
            refusals += u32::from(self.registry.reachable().await.is_ok());
            if refusals == MAX_REFUSALS || Instant::now() >= end {
                return Err(self.registry_error(reason));
            }
            if !std::mem::replace(&mut is_logged, true) {
                let seconds = timeout.as_secs();
                self.log(step, format!("The registry cannot be used ({reason}). Trying again for {seconds} s")).await;
            }
            self.unless_cancelled(sleep(RETRY_DELAY)).await?;
        }
    }

    /// Has the engine build an image. Returns its manifest digest.
    pub(crate) async fn build_image(&self, step: Step, request: &ImageRequest) -> Result<String, BuildError> {
        let engine = self.engine()?;
        let build = |log| async move { engine.build_image(request, &log, self.cancel).await };
        let (outcome, tail) = with_tail(step, self.events, build).await;
        outcome.map_err(|error| build_error(step, error, &tail))
    }

    /// Has the engine run a command, which has to end well.
    pub(crate) async fn run(&self, step: Step, request: &CommandRequest) -> Result<(), BuildError> {
        let engine = self.engine()?;
        let run = |log| async move { engine.run_command(request, &log, self.cancel).await };
        let (outcome, tail) = with_tail(step, self.events, run).await;
        outcome.map_err(|error| build_error(step, error, &tail))
    }

    /// Has the engine run a command to its end, without the engine's own last lines in the log, and returns how it ended.
    pub(crate) async fn attempt(&self, step: Step, request: &CommandRequest) -> Result<Ended, BuildError> {
        let engine = self.engine()?;
        let run = |log| async move { engine.run_command(request, &log, self.cancel).await };
        let (outcome, ending) = with_ending(step, self.events, run).await;
        let Err(error) = outcome else { return Ok(Ended::Exited(0)) };
        let refused = match error {
            EngineError::Exited { .. } => false,
            EngineError::Failed { .. } => true,
            other => return Err(build_error(step, other, &[])),
        };
        match (ending.not_started(refused), error) {
            (Some(reason), _) => Ok(Ended::NotStarted(reason.to_owned())),
            (None, EngineError::Exited { code, .. }) => {
                Ok(Ended::Exited(ending.signal().map_or(code, |signal| 128 + signal)))
            }
            (None, error) => Err(build_error(step, error, &ending.tail())),
        }
    }

    fn engine(&self) -> Result<&'a dyn Engine, BuildError> {
        self.engine.map_err(|reason| BuildError::NoEngine(reason.to_owned()))
    }
}

/// What an error of an engine means, with the last lines of the log.
fn build_error(step: Step, error: EngineError, tail: &[String]) -> BuildError {
    match error {
        EngineError::Cancelled => BuildError::Cancelled,
        EngineError::Start { source, .. } => BuildError::Machine(source),
        EngineError::NotStarted { tool, reason } => BuildError::EngineNotStarted { tool, reason },
        error @ (EngineError::Failed { .. } | EngineError::Exited { .. }) => {
            BuildError::Step { step, cause: causes::explain_tail(tail, &error.to_string()) }
        }
    }
}
