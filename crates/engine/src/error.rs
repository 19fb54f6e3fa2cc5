//! Why an engine could not do what it was asked for.

/// Why an engine could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The request was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The engine ran and failed. Its output is in the log.
    #[error("{tool} ended with {status}")]
    Failed {
        /// The program.
        tool: &'static str,
        /// How it ended, in words.
        status: String,
    },
    /// The engine, or the command that it was to run, ended with an exit code. Its output is in the log.
    #[error("{tool} ended with exit status: {code}")]
    Exited {
        /// The program.
        tool: &'static str,
        /// The exit code, never 0.
        code: i32,
    },
    /// The engine failed for a reason of its own before it had begun, at each of several attempts: nothing of the command, or
    /// of the Dockerfile, is the cause.
    #[error("{tool} failed before it began: {reason}")]
    NotStarted {
        /// The program.
        tool: &'static str,
        /// Its last lines.
        reason: String,
    },
    /// The engine could not be started.
    #[error("cannot run {tool}: {source}")]
    Start {
        /// The program.
        tool: &'static str,
        /// Why.
        source: std::io::Error,
    },
}
