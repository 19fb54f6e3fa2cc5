//! The words of builds.

use api::{BuildState, StepKind, StepState};

pub use crate::titles::BUILDS as TITLE;
pub const NONE: &str = "Nothing was built yet";
pub const NONE_HELP: &str = "Register a version and build its image, or build one from its page";
pub const CANCEL: &str = "Cancel";
pub const RETRY: &str = "Retry";
pub const STEPS: &str = "Steps";
pub const SEARCH: &str = "Search the log";
pub const FOLLOW: &str = "Follow";
pub const FIRST_ERROR: &str = "First error";
pub const DOWNLOAD: &str = "Download";
pub const LOG: &str = "Log of the build";
pub const WAITING: &str = "The log begins when a worker takes the build";
pub const NO_LINES: &str = "no log";
pub const FAILED: &str = "The build failed";
pub const KEPT: &str = "Finished steps are kept: a retry starts at the step that failed";
pub const BARE: &str = "for a definition that is not registered";
pub const REBUILD: &str = "built again on purpose";

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
