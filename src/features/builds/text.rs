//! The words of builds.

use super::log_view::Words;
use crate::ui::words;
use api::{BuildState, BuildStep, StepKind, StepState};

pub use crate::titles::BUILDS as TITLE;
pub const NONE: &str = "Nothing was built yet";
pub const NONE_HELP: &str = "Register a version and build its image, or build one from its page";
pub const CANCEL: &str = "Cancel";
pub const RETRY: &str = "Retry";
pub const STEPS: &str = "Steps";
pub const UNKNOWN_TIME: &str = "how long it takes is not known yet";
pub const PREDICTED: &str = "Predicted";
pub const TIMELINE: &str = "When the steps ran";
pub const SEARCH: &str = "Search the log";
pub const FOLLOW: &str = "Follow";
pub const FIRST_ERROR: &str = "First error";
pub const DOWNLOAD: &str = "Download";
pub const DOWNLOAD_KEY: &str = "download the log";
pub const LOG: Words = Words { name: "Log of the build", waiting: "The log begins when a worker takes the build" };
pub const NO_LINES: &str = "no log";
pub const FAILED: &str = "The build failed";
pub const KEPT: &str = "Finished steps are kept: a retry starts at the step that failed";
pub const BARE: &str = "asked for without a version";
pub const REBUILD: &str = "built again on purpose";

/// The way to a line of the log.
pub fn line(number: u64) -> String {
    format!("Line {number}")
}

/// The way to a package in the editor.
pub fn to_package(name: &str) -> String {
    format!("Change {name} in the definition")
}

/// A state as a word.
pub fn state(state: BuildState) -> &'static str {
    match state {
        BuildState::Queued => "Queued",
        BuildState::Running => "Building",
        BuildState::Succeeded => "Built",
        BuildState::Failed => "Failed",
        BuildState::Cancelled => "Cancelled",
    }
}

/// A step as people say it.
pub fn step(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Stage => "Base image and Docker steps",
        StepKind::Python => "Python",
        StepKind::Push => "Push and record the lock",
        StepKind::Trial => "Trial",
        StepKind::Command => "Command",
    }
}

/// A step in a word or two.
pub fn step_in_short(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Stage => "Docker steps",
        StepKind::Python => "Python",
        StepKind::Push => "Push",
        StepKind::Trial => "Trial",
        StepKind::Command => "Command",
    }
}

/// What the picture of the times shows (`41 s, predicted: about 1 min`).
pub fn timeline(taken: u64, predicted: Option<u64>) -> String {
    let taken = words::duration(taken);
    predicted.map_or_else(|| taken.clone(), |predicted| format!("{taken}, predicted: {}", words::about(predicted)))
}

/// What a step should take, and for one that came to its end what it should have taken.
pub fn expected(step: &BuildStep) -> Option<String> {
    match (step.state, step.expected.map(words::about)) {
        (StepState::Reused | StepState::Skipped, _) | (StepState::Done | StepState::Failed, None) => None,
        (StepState::Done | StepState::Failed, Some(about)) => Some(format!("predicted: {about}")),
        (StepState::Waiting | StepState::Running, Some(about)) => Some(format!("takes {about}")),
        (StepState::Waiting | StepState::Running, None) => Some(UNKNOWN_TIME.into()),
    }
}

/// A state of a step that has no time to show.
pub fn step_state(state: StepState) -> &'static str {
    match state {
        StepState::Waiting => "waits",
        StepState::Running => "running",
        StepState::Reused => "reused",
        StepState::Done => "done",
        StepState::Failed => "failed",
        StepState::Skipped => "not reached",
    }
}

/// That a build installs exactly what an image had.
pub fn with_lock(manifest: &str) -> String {
    format!("with the packages of image {}\u{2026}", words::short_digest(manifest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_says_what_it_takes_and_in_the_end_what_was_predicted() {
        let step = |state, expected| BuildStep {
            kind: StepKind::Python,
            state,
            started_at: None,
            finished_at: None,
            detail: String::new(),
            expected,
        };
        let said = |state, time| expected(&step(state, time));
        assert_eq!(said(StepState::Running, Some(40_000)).as_deref(), Some("takes about 40 s"));
        assert_eq!(said(StepState::Waiting, None).as_deref(), Some("how long it takes is not known yet"));
        assert_eq!(said(StepState::Failed, Some(40_000)).as_deref(), Some("predicted: about 40 s"));
        assert_eq!(said(StepState::Done, None), None);
        assert_eq!(said(StepState::Reused, Some(40_000)), None);
    }
}
