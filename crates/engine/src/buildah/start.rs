//! Whether buildah began what it was asked for. It starts itself several times for one command, and any of these may fail for
//! a reason of the machine. Such a failure says nothing about the command, so it is tried again.

use super::TOOL;
use crate::error::EngineError;
use std::{sync::Mutex, time::Duration};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How often something is tried that fails before it has begun.
const MAX_ATTEMPTS: u32 = 3;
/// How long to wait between two attempts.
const RETRY_DELAY: Duration = Duration::from_millis(500);
/// What a process of buildah writes that could not replace itself by a copy that nobody can change. It is followed by the
/// error of the machine.
const UNSEALED: &str = " sealing memfd copy: ";

/// Tries something until it begins, at most three times.
///
/// # Errors
/// [`EngineError::NotStarted`] when it did not begin, else as the attempt that did.
pub(super) async fn retry_start<T, F: Future<Output = Result<T, EngineError>>>(
    cancel: &CancellationToken,
    attempt: impl Fn() -> F,
) -> Result<T, EngineError> {
    let mut attempts = MAX_ATTEMPTS;
    loop {
        attempts -= 1;
        match attempt().await {
            Err(EngineError::NotStarted { reason, .. }) if attempts > 0 => {
                tracing::warn!(reason, "buildah failed before it began; trying again");
                cancel.run_until_cancelled(sleep(RETRY_DELAY)).await.ok_or(EngineError::Cancelled)?;
            }
            outcome => return outcome,
        }
    }
}

/// The error of something that did not begin.
pub(super) fn not_started(reason: impl Into<String>) -> EngineError {
    EngineError::NotStarted { tool: TOOL, reason: reason.into() }
}

/// Whether buildah itself says why it failed. Output without that is from a process that never got to its own work.
pub(super) fn has_own_error(output: &str) -> bool {
    output.contains("Error: ")
}

/// Reads the lines of a build or push for whether it began.
#[derive(Default)]
pub(super) struct StartWatch(Mutex<StartLines>);

#[derive(Default)]
struct StartLines {
    has_begun: bool,
    /// The last line before it began.
    last: String,
    unsealed: Option<String>,
}

impl StartWatch {
    pub(super) fn read_line(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if line.contains(UNSEALED) {
            lines.unsealed = Some(line.to_owned());
        }
        lines.has_begun |= line.contains("STEP ") || has_own_error(line);
        if !lines.has_begun {
            line.clone_into(&mut lines.last);
        }
    }

    /// The outcome of the process whose lines were read. The step of a build that could not be started for a reason of the
    /// machine counts as not begun: nothing is lost when it is done again.
    pub(super) fn judge(self, outcome: Result<(), EngineError>) -> Result<(), EngineError> {
        let lines = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        match (outcome, lines) {
            (Err(EngineError::Exited { .. }), StartLines { unsealed: Some(reason), .. }) => Err(not_started(reason)),
            (Err(EngineError::Exited { .. }), StartLines { has_begun: false, last, .. }) => Err(not_started(last)),
            (outcome, _) => outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(lines: &[&str]) -> EngineError {
        let watch = StartWatch::default();
        for line in lines {
            watch.read_line(line);
        }
        watch.judge(Err(EngineError::Exited { tool: TOOL, code: 1 })).unwrap_err()
    }

    #[test]
    fn a_build_that_fails_in_its_own_words_has_begun() {
        for lines in [
            &["STEP 1/2: FROM base", "STEP 2/2: RUN false", "Error: building at STEP \"RUN false\": exit status 1"][..],
            &["Error: stat /Dockerfile: no such file or directory"],
            &["[1/2] STEP 1/2: FROM base", "killed"],
        ] {
            assert!(matches!(judged(lines), EngineError::Exited { code: 1, .. }), "{lines:?}");
        }
    }

    #[test]
    fn a_build_without_a_word_of_its_own_or_that_could_not_start_a_step_has_not_begun() {
        let words = "Close_Fd sealing memfd copy: Device or resource busy";
        for lines in
            [&[words][..], &["STEP 1/1: RUN true", words, "Error: building at STEP \"RUN true\": exit status 1"]]
        {
            let EngineError::NotStarted { reason, .. } = judged(lines) else { panic!("{lines:?}") };
            assert_eq!(reason, words);
        }
        assert!(matches!(judged(&[]), EngineError::NotStarted { .. }));
    }
}
