//! The texts of the page of a build.

use crate::{components::log::LogLabels, ui::words};
use api::{BuildStep, StepState};

pub const WHERE: &str = "Where this is";
pub const CANCEL: &str = "Cancel";
pub const CANCEL_KEY: &str = "cancel";
pub const RETRY: &str = "Retry";
pub const RETRY_KEY: &str = "retry";
pub const EDIT: &str = "Edit definition";
pub const STEPS: &str = "Steps";
pub const PROGRESS: &str = "Progress of the build";
pub const QUEUED: &str = "Waiting for a worker";
pub const NO_ESTIMATE: &str = "no estimate yet";
pub const ESTIMATE: &str = "Estimate";
pub const ESTIMATE_SOURCE: &str = "based on earlier builds";
pub const TIMELINE: &str = "When the steps ran";
pub const LOG: LogLabels =
    LogLabels { name: "Log of the build", waiting: "The log begins when a worker takes the build" };
pub const FAILED: &str = "The build failed";
pub const RESUMES: &str = "Retrying resumes at the failed step";
pub const FOR: &str = "for";
pub const NO_VERSION: &str = "for no version";
pub const REBUILD: &str = ", forced rebuild";

pub fn cancelled(id: i64) -> String {
    format!("Cancelled build {id}")
}

/// The versions besides the first one.
pub fn also_for(versions: &[String]) -> String {
    format!(", also for {}", words::list(versions))
}

/// A link to a line of the log.
pub fn line(number: u64) -> String {
    format!("Show line {number} in the log")
}

/// A link to a package in the editor.
pub fn change_package(name: &str) -> String {
    format!("Change {name} in the definition")
}

/// Follows the time that the build has taken.
pub fn of_estimate(estimate: u64) -> String {
    format!(" of {}", words::about(estimate))
}

pub fn step_of(step: usize, steps: usize) -> String {
    format!("step {step} of {steps}")
}

pub fn took(time: u64) -> String {
    format!("took {}", words::duration(time))
}

pub fn estimated(estimate: u64) -> String {
    format!("estimated {}", words::about(estimate))
}

/// Describes the chart (`41 s, estimated about 1 min`).
pub fn timeline(time: u64, estimate: Option<u64>) -> String {
    let time = words::duration(time);
    estimate.map_or_else(|| time.clone(), |estimate| format!("{time}, {}", estimated(estimate)))
}

/// The estimate of a step that took time, takes time or will take time.
pub fn step_estimate(step: &BuildStep) -> Option<String> {
    match (step.state, step.expected) {
        (StepState::Reused | StepState::Skipped, _) | (StepState::Done | StepState::Failed, None) => None,
        (StepState::Done | StepState::Failed, Some(estimate)) => Some(estimated(estimate)),
        (StepState::Waiting | StepState::Running, Some(estimate)) => Some(format!("takes {}", words::about(estimate))),
        (StepState::Waiting | StepState::Running, None) => Some(NO_ESTIMATE.into()),
    }
}

pub fn step_state(state: StepState) -> &'static str {
    match state {
        StepState::Waiting => "waiting",
        StepState::Running => "running",
        StepState::Reused => "reused",
        StepState::Done => "done",
        StepState::Failed => "failed",
        StepState::Skipped => "skipped",
    }
}

/// A link to the image whose lock the build installs.
pub fn with_lock(manifest: &str) -> String {
    format!("with the packages of image {}\u{2026}", words::short_digest(manifest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::StepKind;

    #[test]
    fn a_step_has_its_estimate_before_and_after_it_ran() {
        let step = |state, expected| BuildStep {
            kind: StepKind::Python,
            state,
            started_at: None,
            finished_at: None,
            detail: String::new(),
            expected,
        };
        let estimate = |state, time| step_estimate(&step(state, time));
        assert_eq!(estimate(StepState::Running, Some(40_000)).as_deref(), Some("takes about 40 s"));
        assert_eq!(estimate(StepState::Waiting, None).as_deref(), Some("no estimate yet"));
        assert_eq!(estimate(StepState::Failed, Some(40_000)).as_deref(), Some("estimated about 40 s"));
        assert_eq!(estimate(StepState::Done, None), None);
        assert_eq!(estimate(StepState::Reused, Some(40_000)), None);
    }
}
