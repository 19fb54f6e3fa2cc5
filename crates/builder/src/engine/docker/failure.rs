//! What a call of the daemon that failed means.

use super::Daemon;
use crate::{EngineError, EventSender, Step, engine::without_credentials, event::say};
use bollard::errors::Error;
use std::io;

impl Daemon {
    /// The daemon could not be asked, or a file could not be read.
    pub(super) fn start(&self, source: io::Error) -> EngineError {
        EngineError::Start { tool: self.kind.name(), source }
    }

    /// Tells a refusal in the log, with what was tried before it; anything else means that the daemon cannot be asked.
    pub(super) async fn refused(&self, error: Error, doing: &str, step: Step, events: &EventSender) -> EngineError {
        match words(&error) {
            Some(words) => {
                for line in without_credentials(&format!("Error: {doing}{words}")).lines() {
                    say(events, step, line).await;
                }
                self.failed("an error")
            }
            None => self.start(io::Error::other(format!("{} does not answer: {error}", self.kind.name()))),
        }
    }
}

/// What the daemon said, if it said something.
pub(super) fn words(error: &Error) -> Option<&str> {
    match error {
        Error::DockerResponseServerError { message, .. } => Some(message.trim()),
        Error::DockerStreamError { error } | Error::DockerContainerWaitError { error, .. } => Some(error.trim()),
        _ => None,
    }
}
