//! Why a build made no image.

use crate::{causes, event::Step, report::FailedTrial};
use packages::PackageError;

/// Why a build made no image. The message is what a person reads: the likely cause and what to do.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The build was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A step failed (a package that does not exist, a command that failed).
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
    /// The registry cannot be used.
    #[error(
        "the registry at {address} cannot be used: {reason}. Make sure that it is running and has disk space, then retry: finished steps \
         are kept"
    )]
    Registry {
        /// Host and port.
        address: String,
        /// What happened.
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
    /// The image was tried and does not work.
    #[error("{}", .0.trial.cause())]
    Trial(Box<FailedTrial>),
    /// The engine failed before it had begun, at each of several attempts.
    #[error(
        "{tool} failed before it began: {reason}. This is a failure of the machine, and nothing was run: try again, and if it \
         stays like this, make sure that {tool} works on the server"
    )]
    EngineNotStarted {
        /// The program.
        tool: &'static str,
        /// Its last lines.
        reason: String,
    },
    /// This machine has no build engine.
    #[error("no build engine: {0}")]
    NoEngine(String),
    /// The server failed (disk full, a file that cannot be written).
    #[error("the build could not continue: {0}")]
    Machine(#[from] std::io::Error),
}

impl BuildError {
    /// Whether a disk of this machine is full.
    #[must_use]
    pub fn is_full_disk(&self) -> bool {
        match self {
            Self::Machine(error) => error.kind() == std::io::ErrorKind::StorageFull,
            Self::Step { cause, .. } | Self::Unreachable(cause) | Self::EngineNotStarted { reason: cause, .. } => {
                ["No space left on device", "no space left on device"].iter().any(|words| cause.contains(words))
            }
            _ => false,
        }
    }
}

impl From<PackageError> for BuildError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::Cancelled => Self::Cancelled,
            PackageError::Refused(cause) => Self::Step { step: Step::Python, cause },
            PackageError::Unreachable(cause) => Self::Unreachable(cause),
            PackageError::Uv(failure) => {
                let cause = causes::explain_uv(&failure);
                if causes::is_unreachable_index(&failure.output) {
                    Self::Unreachable(cause)
                } else {
                    Self::Step { step: Step::Python, cause }
                }
            }
            PackageError::Io(error) => Self::Machine(error),
        }
    }
}
