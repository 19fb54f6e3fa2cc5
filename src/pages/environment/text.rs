//! The texts of the page of an environment.

pub const WHERE: &str = "Where this is";
pub const ARCHIVE: &str = "Archive";
pub const ARCHIVE_KEY: &str = "archive this environment";
pub const RESTORE: &str = "Restore";
pub const RESTORE_KEY: &str = "restore this environment";
pub const ARCHIVED: &str = "archived";
pub const READ_ONLY: &str = "Curated environments are read-only. Start a new one from it";
pub const USE_TEMPLATE: &str = "Use as template";
pub const LABELS: &str = "Labels";
pub const PICK_TWO: &str = "Pick two versions to compare";
pub const VERSION: &str = "Version";
pub const STRIP: &str = "Hash strip";
pub const CHANGES: &str = "Changes";
pub const IMAGE: &str = "Image";
pub const REGISTERED: &str = "Registered";
pub const FIRST: &str = "first version";
pub const SAME: &str = "same image as before";

/// The label of the edit button.
pub fn edit(latest: &str) -> String {
    match latest.parse::<u64>() {
        Ok(number) => format!("Edit as version {}", number.saturating_add(1)),
        Err(_) => format!("Edit from {latest}"),
    }
}

/// The accessible name of a checkbox.
pub fn pick(version: &str) -> String {
    format!("Compare version {version}")
}

pub fn compare(left: &str, right: &str) -> String {
    format!("Compare {left} and {right}")
}

pub fn by(who: &str) -> String {
    format!("by {who}")
}
