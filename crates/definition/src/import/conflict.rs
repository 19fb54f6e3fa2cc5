//! The marks that a version control leaves where two changes meet.

use super::ImportError;

/// What is said about them.
pub const MESSAGE: &str = "both sides of a merge stand in the file";
/// What to do about them.
pub const HELP: &str =
    "Keep what is meant of both sides, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.";

/// The lines with marks, the first is 1.
pub fn lines(text: &str) -> Vec<u32> {
    let marks = text.lines().zip(1..).filter(|(line, _)| is_mark(line, "<<<<<<<") || is_mark(line, ">>>>>>>"));
    marks.map(|(_, line)| line).collect()
}

/// The error of a text that could not be read: the marks, when they are why.
pub fn explain(text: &str, error: ImportError) -> ImportError {
    match lines(text).first() {
        Some(line) => ImportError::new(Some(*line), MESSAGE, HELP),
        None => error,
    }
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
