//! Why a build made no image.

use crate::Step;

/// Why a build made no image. The message is what a person reads: the likely cause and what to do.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Somebody stopped it.
    #[error("cancelled")]
    Cancelled,
    /// A step ended with an error of its own (a package that does not exist, a command that failed).
    #[error("{cause}")]
    Step {
        /// The step.
        step: Step,
        /// The likely cause and what to do.
        cause: String,
    },
    /// A package index or channel cannot be read; the cause and what to do.
    #[error("{0}")]
    Unreachable(String),
    /// The registry does not answer or refuses.
    #[error("the registry at {address} cannot be used: {reason}")]
    Registry {
        /// Host and port.
        address: String,
        /// What it said.
        reason: String,
    },
    /// This machine has no build engine.
    #[error("no build engine: {0}")]
    NoEngine(String),
    /// The machine failed (disk full, a file that cannot be written).
    #[error("the build could not go on: {0}")]
    Machine(#[from] std::io::Error),
}

/// Why an engine could not do a step.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Somebody stopped it.
    #[error("cancelled")]
    Cancelled,
    /// The engine ran and said no; its output has gone to the log.
    #[error("{tool} ended with {status}")]
    Failed {
        /// The program.
        tool: &'static str,
        /// Its exit status in words.
        status: String,
    },
    /// The engine could not be run.
    #[error("cannot run {tool}: {source}")]
    Start {
        /// The program.
        tool: &'static str,
        /// Why.
        source: std::io::Error,
    },
}
