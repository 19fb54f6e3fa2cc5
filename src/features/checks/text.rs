//! What checks say besides their own sentences.

use crate::ui::words;
use definition::checks::{Check, Severity};
use leptos::prelude::*;

pub const TITLE: &str = "Checks";
pub const NOTHING: &str = "nothing found";
/// What marks a check that the policy of the workspace asks for.
pub const POLICY: &str = "policy";

/// `0 errors, 2 warnings`.
pub fn counts((errors, warnings): (usize, usize)) -> String {
    format!("{}, {}", words::count(errors, "error", "errors"), words::count(warnings, "warning", "warnings"))
}

/// `1 error, 2 warnings`, without those that there are none of.
pub fn found((errors, warnings): (usize, usize)) -> String {
    let counted = [(errors, "error", "errors"), (warnings, "warning", "warnings")];
    let counted = counted.into_iter().filter(|(count, ..)| *count > 0);
    counted.map(|(count, one, many)| words::count(count, one, many)).collect::<Vec<_>>().join(", ")
}

/// How many there are to know of besides.
pub fn others(count: usize) -> String {
    format!("{count} for information")
}

/// The word of a severity, before its message.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error: ",
        Severity::Warning => "Warning: ",
        Severity::Information => "Information: ",
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

/// What a fix did, as it goes on after a colon.
pub fn done(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// A sentence whose parts in backticks are names.
pub fn words(text: &str) -> AnyView {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        let part = part.to_owned();
        if index % 2 == 1 { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
    });
    parts.collect::<Vec<_>>().into_any()
}
