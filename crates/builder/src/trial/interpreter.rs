//! The interpreter of an image whose definition says which one it is.

use super::report::{Finding, FindingKind, Level};
use crate::{BuildError, Builder, Ended, EngineRun, EventSender};
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// The time limit for an interpreter to print its version.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// An interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// Its path, or a name to be found in `PATH`.
    pub path: String,
    /// Whether the definition names it; else it is the usual one, and images for other languages have none.
    pub is_named: bool,
}

impl Interpreter {
    /// What starts it and ends at once.
    pub(super) fn command(&self) -> Vec<String> {
        vec![self.path.clone(), "--version".into()]
    }

    fn finding(&self, what: &str) -> Finding {
        let path = &self.path;
        let (level, help) = if self.is_named {
            (
                Level::Error,
                "Correct the interpreter path of the definition, or install the interpreter in the Docker steps",
            )
        } else {
            let help = "Name the interpreter of the image in the definition (python.interpreterPath), for example \
                        /usr/bin/python3, if Python scripts are to run in it";
            (Level::Warning, help)
        };
        Finding {
            kind: FindingKind::Interpreter,
            level,
            package: None,
            subject: path.clone(),
            message: format!("the interpreter {path} {what}"),
            help: Some(help.to_owned()),
            fix: None,
        }
    }
}

impl Builder {
    /// Starts an interpreter; what is wrong with it, if anything is.
    pub(super) async fn try_interpreter(
        &self,
        interpreter: &Interpreter,
        run: &EngineRun,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Option<Finding>, BuildError> {
        let stop = cancel.child_token();
        let running = self.attempt(run, events, &stop);
        tokio::pin!(running);
        let Ok(ended) = timeout(START_TIMEOUT, &mut running).await else {
            stop.cancel();
            return match running.await {
                Err(BuildError::Cancelled) if cancel.is_cancelled() => Err(BuildError::Cancelled),
                _ => Ok(Some(interpreter.finding("does not tell its version within a minute"))),
            };
        };
        let ended = ended?;
        Ok(match ended {
            Ended::Exited(0) => None,
            Ended::Exited(code) => Some(interpreter.finding(&format!("ended with exit code {code}, see the log"))),
            Ended::NotStarted(reason) => Some(interpreter.finding(&format!("is not in the image: {reason}"))),
        })
    }
}
