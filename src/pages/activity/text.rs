//! The texts of the audit trail.

use crate::ui::words;
use api::{Action, BuildState, FieldChange};
use definition::Digest;

pub const SUMMARY: &str = "Everything that changed in this workspace, newest first";
pub const CSV: &str = "Save as CSV";
pub const JSON_LINES: &str = "Save as JSON Lines";
pub const NONE: &str = "No activity yet";
pub const NONE_HELP: &str = "The first entry appears here when an environment is registered";
pub const NOTHING_FOUND: &str = "No entry matches";
pub const SHOW_ALL: &str = "Show everything";
pub const SUBJECT: &str = "Environment, training:7 or build 12";
pub const ACTION: &str = "Action";
pub const WHO: &str = "Who";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const ANY_ACTION: &str = "any";
pub const ANY: &str = "any";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const CHANGED: &str = "changed";
pub const REQUEUED: &str = "was requeued";
pub const ENDED: &str = "ended";
const LOST: &str = "was lost from the registry";
const FOUND: &str = "is in the registry again";

/// An action as an option of the filter.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Register => "registered",
        Action::Update => "changed description or tags",
        Action::Label => "labelled",
        Action::Archive => "archived",
        Action::Restore => "restored",
        Action::Submit => "started a run",
        Action::Build => "started a build",
        Action::Rebuild => "started a rebuild",
        Action::Join => "joined a build",
        Action::Cancel => "stopped a build or run",
        Action::Finish => "build or run ended",
        Action::Requeue => "requeued a build",
        Action::Reuse => "reused an image",
        Action::Revert => "reverted to an earlier image",
        Action::Tie => "tied to an image",
        Action::Untie => "untied",
        Action::Evict => "deleted an image",
        Action::Vanish => "image lost",
        Action::Reappear => "image found again",
        Action::Upload => "uploaded files",
        Action::Annotate => "changed the metadata of a file",
        Action::Delete => "deleted an uploaded file",
    }
}

/// What somebody did; the subject follows.
pub fn did(action: Action, changes: &[FieldChange]) -> &'static str {
    let described = changes.iter().any(|change| change.what == "description");
    let tagged = changes.iter().any(|change| change.what.starts_with("tag "));
    match action {
        Action::Register => "registered",
        Action::Update if tagged && described => "changed the description and tags of",
        Action::Update if tagged => "changed the tags of",
        Action::Update => "changed the description of",
        Action::Label => "labelled",
        Action::Archive => "archived",
        Action::Restore => "restored",
        Action::Build | Action::Submit => "started",
        Action::Rebuild => "started a rebuild:",
        Action::Join => "joined",
        Action::Cancel => "stopped",
        Action::Finish => "ended",
        Action::Requeue => "requeued",
        Action::Reuse => "reused",
        Action::Revert => "reverted to an earlier",
        Action::Tie => "tied to an image:",
        Action::Untie => "untied:",
        Action::Evict | Action::Delete => "deleted",
        Action::Vanish => LOST,
        Action::Reappear => FOUND,
        Action::Upload => "uploaded",
        Action::Annotate => "changed the metadata of",
    }
}

/// How a build ended.
pub fn ended(state: BuildState) -> &'static str {
    match state {
        BuildState::Succeeded => "succeeded",
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

pub fn context(digest: Digest) -> String {
    format!("build context {}", digest.short())
}

pub fn upload(path: &str) -> String {
    format!("file {path}")
}

/// How many versions use an image.
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
    format!("and {count} more, which were not recorded")
}
