//! Builds and their steps in words, and how long they take.

use crate::browser::dates;
use api::{Build, StepKind};

/// Milliseconds between two times in RFC 3339 form, or until `now` without an end; `None` without a start.
pub fn elapsed(start: Option<&str>, end: Option<&str>, now: f64) -> Option<u64> {
    let start = dates::parse(start?)?;
    Some(milliseconds(start, end.and_then(dates::parse).unwrap_or(now)))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, whole milliseconds")]
fn milliseconds(start: f64, end: f64) -> u64 {
    (end - start).max(0.0) as u64
}

/// Milliseconds that a build has taken so far, or took; `None` before it starts.
pub fn build_time(build: &Build, now: f64) -> Option<u64> {
    elapsed(build.started_at.as_deref(), build.finished_at.as_deref(), now)
}

pub fn step_title(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Stage => "Base image and Docker steps",
        StepKind::Python => "Python",
        StepKind::Push => "Push and record the lock",
        StepKind::Trial => "Trial",
        StepKind::Command => "Command",
    }
}

/// A short name of a step.
pub fn short_step_title(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Stage => "Docker steps",
        StepKind::Python => "Python",
        StepKind::Push => "Push",
        StepKind::Trial => "Trial",
        StepKind::Command => "Command",
    }
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn a_clock_that_went_back_gives_no_negative_time() {
        assert_eq!(milliseconds(1000.0, 2500.9), 1500);
        assert_eq!(milliseconds(2000.0, 1000.0), 0);
    }
}
