//! Why a build made no image.

use crate::{Step, trial::FailedTrial};

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
    #[error(
        "the registry at {address} cannot be used: {reason}. See that it runs and has room, then retry: finished steps are \
         kept and not done again"
    )]
    Registry {
        /// Host and port.
        address: String,
        /// What it said.
        reason: String,
    },
    /// The image is larger than it may be.
    #[error("the image has {size} bytes, and at most {limit} are taken")]
    TooLarge {
        /// The sum of its compressed layers, in bytes.
        size: u64,
        /// How much that may be.
        limit: u64,
    },
    /// The image was tried, and what is in it does not work.
    #[error("{}", .0.trial.cause())]
    Trial(Box<FailedTrial>),
    /// This machine has no build engine.
    #[error("no build engine: {0}")]
    NoEngine(String),
    /// The machine failed (disk full, a file that cannot be written).
    #[error("the build could not go on: {0}")]
    Machine(#[from] std::io::Error),
}

impl BuildError {
    /// Whether a disk of this machine is full.
    #[must_use]
    pub fn is_full_disk(&self) -> bool {
        match self {
            Self::Machine(error) => error.kind() == std::io::ErrorKind::StorageFull,
            Self::Step { cause, .. } | Self::Unreachable(cause) => {
                ["No space left on device", "no space left on device"].iter().any(|words| cause.contains(words))
            }
            _ => false,
        }
    }
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
    /// The engine, or the command that it was to run, ended with an exit code; its output has gone to the log.
    #[error("{tool} ended with exit status: {code}")]
    Exited {
        /// The program.
        tool: &'static str,
        /// The exit code, never 0.
        code: i32,
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
