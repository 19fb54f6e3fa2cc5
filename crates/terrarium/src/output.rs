//! Standard output and standard error, either of which may be a pipe that is closed early.

use serde::Serialize;
use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// Writes to standard output.
///
/// # Errors
/// When nobody reads it any more, or it cannot be written.
pub fn print_text(text: impl Display) -> io::Result<()> {
    write!(io::stdout().lock(), "{text}")
}

/// Writes a line to standard output.
///
/// # Errors
/// As [`print_text`].
pub fn print_line(line: impl Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Writes one JSON object as a line to standard output.
///
/// # Errors
/// As [`print_text`].
pub fn print_json(value: &impl Serialize) -> io::Result<()> {
    print_line(serde_json::to_string(value)?)
}

/// Writes a line to standard error. There is nowhere to report that it fails.
pub fn print_note(line: impl Display) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}
