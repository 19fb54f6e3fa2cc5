//! What BuildKit refuses.

/// Why BuildKit refuses a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// The line, the first line is 1.
    pub line: u32,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl SyntaxError {
    pub(super) fn new(line: u32, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, message: message.into(), help: help.into() }
    }
}
