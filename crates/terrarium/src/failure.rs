//! Why a command failed, for people and for programs.

use crate::output::print_note;
use std::{fmt::Write as _, io};

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// What the workspace answered, or what went wrong here.
    Error(api::Error),
    /// Whoever read standard output has enough (`terrarium runs | head`).
    OutputClosed,
}

impl Failure {
    /// A failure of the command itself, not of the server.
    pub fn new(code: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Error(api::Error { code: code.into(), message: message.into(), field: None, help: Some(help.into()) })
    }

    /// Prints it on standard error: as JSON, or as message and help.
    pub fn report(&self, json: bool) {
        match self {
            Self::Error(error) if json => {
                // A struct of texts always has a JSON form.
                print_note(serde_json::to_string(error).unwrap_or_else(|_| text(error)));
            }
            Self::Error(error) => print_note(text(error)),
            Self::OutputClosed => {}
        }
    }
}

fn text(error: &api::Error) -> String {
    let api::Error { message, field, help, .. } = error;
    let mut text = format!("error: {message}");
    if let Some(field) = field {
        let _ = write!(text, "\n   at: {field}");
    }
    if let Some(help) = help {
        let _ = write!(text, "\n help: {help}");
    }
    text
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::OutputClosed;
        }
        let message = format!("system error: {error}");
        Self::Error(api::Error { code: api::code::INTERNAL.into(), message, field: None, help: None })
    }
}
