//! What a call of the daemon that failed means.

use super::daemon::Daemon;
use crate::{
    error::EngineError,
    log::{LineSender, log_line},
};
use bollard::errors::Error;
use definition::mask_addresses;
use std::io;

impl Daemon {
    /// Logs a refusal of the daemon after what was tried. Any other error means that the daemon cannot be reached.
    pub(super) async fn refused(&self, error: Error, doing: &str, log: &LineSender) -> EngineError {
        match words(&error) {
            Some(words) => {
                for line in mask_addresses(&format!("Error: {doing}{words}")).lines() {
                    log_line(log, line).await;
                }
                self.failed("an error")
            }
            None => self.start(io::Error::other(format!("{} does not answer: {error}", self.kind.name()))),
        }
    }
}

/// The message of the daemon, if it sent one.
pub(super) fn words(error: &Error) -> Option<&str> {
    match error {
        Error::DockerResponseServerError { message, .. } => Some(message.trim()),
        Error::DockerStreamError { error } | Error::DockerContainerWaitError { error, .. } => Some(error.trim()),
        _ => None,
    }
}
