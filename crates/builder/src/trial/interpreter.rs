//! Tries the interpreter of an image whose definition says which one it is.

use crate::{
    error::BuildError,
    event::Step,
    job::{Ended, Job},
    report::{Finding, FindingKind, Interpreter, Level},
};
use engine::CommandRequest;
use std::time::Duration;
use tokio::time::timeout;

/// The time limit for an interpreter to print its version.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// The command that starts an interpreter and ends at once.
pub(super) fn command(interpreter: &Interpreter) -> Vec<String> {
    vec![interpreter.path.clone(), "--version".into()]
}

/// Starts an interpreter. Returns what is wrong with it, if anything is.
pub(super) async fn try_interpreter(
    job: &Job<'_>,
    interpreter: &Interpreter,
    request: &CommandRequest,
) -> Result<Option<Finding>, BuildError> {
    let stop = job.cancel.child_token();
    let stoppable = Job { cancel: &stop, ..*job };
    let running = stoppable.attempt(Step::Trial, request);
    tokio::pin!(running);
    let Ok(ended) = timeout(START_TIMEOUT, &mut running).await else {
        stop.cancel();
        return match running.await {
            Err(BuildError::Cancelled) if job.cancel.is_cancelled() => Err(BuildError::Cancelled),
            _ => Ok(Some(finding(interpreter, "did not print its version within a minute"))),
        };
    };
    Ok(match ended? {
        Ended::Exited(0) => None,
        Ended::Exited(code) => Some(finding(interpreter, &format!("ended with exit code {code}, see the log"))),
        Ended::NotStarted(reason) => Some(finding(interpreter, &format!("is not in the image: {reason}"))),
    })
}

fn finding(interpreter: &Interpreter, what: &str) -> Finding {
    let path = &interpreter.path;
    let (level, help) = if interpreter.is_named {
        (Level::Error, "Correct the interpreter path of the definition, or install the interpreter in the Docker steps")
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
