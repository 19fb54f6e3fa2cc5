//! The words of the audit trail.

use crate::ui::words;
use api::{Action, BuildState, FieldChange};
use definition::Digest;

pub use crate::titles::ACTIVITY as TITLE;
pub const SUMMARY: &str = "Every write in this workspace, newest first";
pub const CSV: &str = "Save as CSV";
pub const JSON_LINES: &str = "Save as JSON lines";
pub const NOTHING_YET: &str = "Nothing has been done yet";
pub const NOTHING_HELP: &str = "Register an environment, and it is the first entry here";
pub const NOTHING_FOUND: &str = "No entry matches";
pub const CLEAR: &str = "Show everything";
pub const SUBJECT: &str = "Environment, training:7 or build 12";
pub const DID: &str = "What";
pub const WHO: &str = "Who";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const ANYTHING: &str = "anything";
pub const ANY: &str = "any";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const CHANGED: &str = "changed";
pub const REQUEUED: &str = "went back into the queue";
pub const ENDED: &str = "ended";
pub const GONE: &str = "is gone from the registry";
pub const THERE_AGAIN: &str = "is in the registry again";

/// An action as a choice.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Register => "registered",
        Action::Update => "described or tagged",
        Action::Label => "labelled",
        Action::Archive => "archived",
        Action::Restore => "brought back",
        Action::Submit => "started a run",
        Action::Build => "started a build",
        Action::Rebuild => "started a rebuild",
        Action::Join => "joined a build",
        Action::Cancel => "stopped a build or run",
        Action::Finish => "build or run ended",
        Action::Requeue => "build put back",
        Action::Reuse => "reused an image",
        Action::Revert => "went back to an image",
        Action::Tie => "tied to an image",
        Action::Untie => "untied",
        Action::Evict => "evicted an image",
        Action::Vanish => "image gone",
        Action::Reappear => "image there again",
    }
}

/// What somebody did to the subject that follows.
pub fn did(action: Action, changes: &[FieldChange]) -> &'static str {
    let described = changes.iter().any(|change| change.what == "description");
    let tagged = changes.iter().any(|change| change.what.starts_with("tag "));
    match action {
        Action::Register => "registered",
        Action::Update if tagged && described => "described and tagged",
        Action::Update if tagged => "tagged",
        Action::Update => "described",
        Action::Label => "labelled",
        Action::Archive => "archived",
        Action::Restore => "brought back",
        Action::Build | Action::Submit => "started",
        Action::Rebuild => "started a rebuild:",
        Action::Join => "joined",
        Action::Cancel => "stopped",
        Action::Finish => "ended",
        Action::Requeue => "put back",
        Action::Reuse => "reused",
        Action::Revert => "went back to an older",
        Action::Tie => "tied to one image",
        Action::Untie => "untied from its image",
        Action::Evict => "evicted",
        Action::Vanish => GONE,
        Action::Reappear => THERE_AGAIN,
    }
}

/// How a build ended.
pub fn ended(state: BuildState) -> &'static str {
    match state {
        BuildState::Succeeded => "made its image",
        BuildState::Failed => "failed",
        BuildState::Cancelled => "was cancelled",
        BuildState::Queued | BuildState::Running => ENDED,
    }
}

/// How a run ended.
pub fn run_ended(state: BuildState) -> &'static str {
    match state {
        BuildState::Succeeded => "completed",
        other => ended(other),
    }
}

pub fn run(id: i64) -> String {
    format!("run {id}")
}

pub fn build(id: i64) -> String {
    format!("build {id}")
}

pub fn image(hash: Digest) -> String {
    format!("image {}", hash.short())
}

/// Who uses an image.
pub fn versions(count: u32) -> String {
    match count {
        0 => "no version uses it".into(),
        1 => "1 version uses it".into(),
        count => format!("{count} versions use it"),
    }
}

pub fn more(count: usize) -> String {
    words::count(count, "more difference", "more differences")
}

pub fn not_kept(count: u32) -> String {
    format!("{count} more, which the trail does not keep")
}
