//! What signatures are for.

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A token.
    Token,
    /// Access to blobs: the signature of a shared access signature (`sig`).
    Blob,
    /// The log of a build.
    Log,
}

impl Purpose {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Blob => "blob",
            Self::Log => "log",
        }
    }
}
