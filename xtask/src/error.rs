//! Why a task stopped.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why a task stopped, in words that say what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program ran and said no; what it said stands above.
    #[error("`{command}` ended with {status}")]
    Failed {
        /// The command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A program could not be run.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// The command line.
        command: String,
        /// Why.
        source: io::Error,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It was ended because something else failed.
    #[error("cancelled")]
    Cancelled,
    /// Something is missing that only the person at the keyboard can install.
    #[error("{0}")]
    Missing(String),
    /// Something is missing without which the rest goes on.
    #[error("skipped: {0}")]
    Skipped(String),
    /// Trunk's bundle is another than ours.
    #[error("`trunk build` gives other files than `cargo xtask build`: {}", .0.join(", "))]
    OtherBundle(Vec<String>),
}

impl Error {
    /// For `map_err` on what touches this path.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
