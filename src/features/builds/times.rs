//! How long builds and steps took.

use crate::browser::dates;
use api::Build;

/// Milliseconds between two times in RFC 3339 form; until `now` when there is no end; none before the beginning.
pub fn between(start: Option<&str>, end: Option<&str>, now: f64) -> Option<u64> {
    let start = dates::parse(start?)?;
    let end = end.and_then(dates::parse).unwrap_or(now);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below zero, cut to milliseconds")]
    Some((end - start).max(0.0) as u64)
}

/// How long a build has been worked on.
pub fn taken(build: &Build, now: f64) -> Option<u64> {
    between(build.started_at.as_deref(), build.finished_at.as_deref(), now)
}
