//! Why a task failed.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why a task failed, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program failed; its output is on the terminal.
    #[error("`{command}` failed with {status}")]
    Failed { command: String, status: ExitStatus },
    /// A program could not be run.
    #[error("could not run `{command}`: {source}")]
    Start { command: String, source: io::Error },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// It was cancelled because something else failed.
    #[error("cancelled")]
    Cancelled,
    /// Something is missing that has to be provided by hand.
    #[error("{0}")]
    Missing(String),
    /// Something is missing that the rest does not need.
    #[error("skipped: {0}")]
    Skipped(String),
    /// Trunk's bundle differs from ours.
    #[error("these files of `trunk build` and `cargo xtask build` differ: {}", .0.join(", "))]
    OtherBundle(Vec<String>),
}

impl Error {
    /// For `map_err` on what touches this path.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
