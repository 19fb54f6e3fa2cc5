//! The texts around checks.

use crate::ui::words;
use definition::checks::{Check, Severity};

pub const TITLE: &str = "Checks";
pub const NOTHING: &str = "no problems found";
/// The badge of a check of the policy of the workspace.
pub const POLICY: &str = "policy";

/// `0 errors, 2 warnings`.
pub fn counts((errors, warnings): (usize, usize)) -> String {
    format!("{}, {}", words::count(errors, "error", "errors"), words::count(warnings, "warning", "warnings"))
}

/// `1 error, 2 warnings: what the first one says`, without a count of zero.
pub fn found((errors, warnings): (usize, usize), message: &str) -> String {
    let counted = [(errors, "error", "errors"), (warnings, "warning", "warnings")];
    let counted = counted.into_iter().filter(|(count, ..)| *count > 0);
    let counted: Vec<String> = counted.map(|(count, one, many)| words::count(count, one, many)).collect();
    format!("{}: {message}", counted.join(", "))
}

pub fn notes(count: usize) -> String {
    words::count(count, "note", "notes")
}

/// Before the message of a check.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error: ",
        Severity::Warning => "Warning: ",
        Severity::Information => "Note: ",
    }
}

/// The lines of a check in the text that is open.
pub fn lines(check: &Check) -> Option<String> {
    let mut lines: Vec<u32> = check.places.iter().filter_map(|place| place.line).collect();
    lines.dedup();
    match lines[..] {
        [] => None,
        [line] => Some(format!("Line {line}")),
        [line, ..] => Some(format!("Line {line} and {} more", lines.len() - 1)),
    }
}

/// What a fix did, after a colon.
pub fn done(title: &str) -> String {
    words::lower_first(title)
}
