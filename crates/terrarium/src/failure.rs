//! Why a command failed, in words for people and for machines.

use std::fmt::Write as _;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure(pub api::Error);

impl Failure {
    /// A failure of the command itself, not of the server.
    pub fn new(code: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self(api::Error { code: code.into(), message: message.into(), field: None, help: Some(help.into()) })
    }

    /// Says it on standard error: as JSON for machines, else as message and help.
    pub fn report(&self, json: bool) {
        if json {
            // A struct of texts always has a JSON form.
            eprintln!("{}", serde_json::to_string(&self.0).unwrap_or_else(|_| self.text()));
        } else {
            eprintln!("{}", self.text());
        }
    }

    fn text(&self) -> String {
        let api::Error { message, field, help, .. } = &self.0;
        let mut text = format!("error: {message}");
        if let Some(field) = field {
            let _ = write!(text, "\n   at: {field}");
        }
        if let Some(help) = help {
            let _ = write!(text, "\n help: {help}");
        }
        text
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(api::Error {
            code: api::code::INTERNAL.into(),
            message: format!("this machine said: {error}"),
            field: None,
            help: None,
        })
    }
}
