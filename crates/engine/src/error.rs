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
    /// The engine could not be started.
    #[error("cannot run {tool}: {source}")]
    Start {
        /// The program.
        tool: &'static str,
        /// Why.
        source: std::io::Error,
    },
}
