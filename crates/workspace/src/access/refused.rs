//! Why somebody is not let in. Each face says it in the form that its clients read.

use time::OffsetDateTime;

/// Why somebody is not let in. The status is 401 always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no bearer token at all.
    #[error("the request has no bearer token")]
    Missing,
    /// It is no token, or not one of this workspace, or was changed.
    #[error("the token is not one of this workspace")]
    Foreign,
    /// It was valid until then.
    #[error("the token ended at {0}")]
    Expired(OffsetDateTime),
}

impl Refused {
    /// What to do.
    #[must_use]
    pub const fn help(self) -> &'static str {
        "Create a token with `terrarium azure-config`"
    }
}
