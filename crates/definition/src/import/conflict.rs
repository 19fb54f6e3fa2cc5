//! Conflict markers of a merge.

use crate::model::ImportError;

const MESSAGE: &str = "both sides of a merge stand in the file";
/// What to do about the marks of a merge conflict.
pub const CONFLICT_HELP: &str =
    "Keep what is meant of both sides, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.";

/// The lines with conflict markers, the first line is 1.
pub fn conflict_lines(text: &str) -> Vec<u32> {
    let marks = text.lines().zip(1..).filter(|(line, _)| is_mark(line, "<<<<<<<") || is_mark(line, ">>>>>>>"));
    marks.map(|(_, line)| line).collect()
}

/// The error of a text that could not be read: about the conflict markers, if there are any.
pub fn explain(text: &str, error: ImportError) -> ImportError {
    match conflict_lines(text).first() {
        Some(line) => ImportError::new(Some(*line), MESSAGE, CONFLICT_HELP),
        None => error,
    }
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
