//! Why packages could not be resolved or installed.

/// Why packages could not be resolved or installed. Messages have no credentials.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The work was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The definition or the packages are the reason: the likely cause and what to do.
    #[error("{0}")]
    Refused(String),
    /// A package index, channel or repository cannot be read: the cause and what to do.
    #[error("{0}")]
    Unreachable(String),
    /// uv failed. Its output says why.
    #[error("uv could not resolve the packages")]
    Uv(UvFailure),
    /// The server failed (a full disk, a file that cannot be written).
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// A failure of uv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UvFailure {
    /// What uv wrote. It may hold credentials.
    pub output: String,
    /// The requirements file as the output names it.
    pub requirements_path: String,
    /// The text of that file. It may hold credentials.
    pub requirements: String,
}

/// The error of packages that cannot be installed, with the cause and what to do.
pub(crate) fn refused(cause: impl Into<String>) -> PackageError {
    PackageError::Refused(cause.into())
}
