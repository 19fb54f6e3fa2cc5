//! The one shape of an error on the wire.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What went wrong, in words that a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Error {
    /// One of [`code`]; programs decide by it.
    pub code: String,
    /// What happened.
    pub message: String,
    /// The field or line that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $constant:ident;)+) => {
        /// Which kind of error; programs decide by it. A newer server may send codes that are not here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name),+
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its spelling on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word),+
                }
            }
        }

        /// The codes of [`Error`] as text, see [`ErrorCode`].
        #[expect(missing_docs, reason = "the enum documents them")]
        pub mod code {
            $(pub const $constant: &str = super::ErrorCode::$name.as_str();)+
        }
    };
}

error_codes! {
    /// The body is no JSON of the expected form.
    Malformed = "malformed", MALFORMED;
    /// The body is larger than the server reads.
    TooLarge = "too_large", TOO_LARGE;
    /// The definition cannot be read or has no hash.
    InvalidDefinition = "invalid_definition", INVALID_DEFINITION;
    /// The definition holds a credential.
    Secret = "secret", SECRET;
    /// The definition breaks the policy of the workspace.
    Policy = "policy", POLICY;
    /// A name, version, cursor or other parameter is not in its form.
    InvalidParameter = "invalid_parameter", INVALID_PARAMETER;
    /// The digests that the client sent are not those of its definition.
    DigestMismatch = "digest_mismatch", DIGEST_MISMATCH;
    /// No such thing.
    NotFound = "not_found", NOT_FOUND;
    /// The version exists with another definition, or the environment is read-only.
    Conflict = "conflict", CONFLICT;
    /// The definition points to content outside it and cannot be built.
    OutsideReference = "outside_reference", OUTSIDE_REFERENCE;
    /// What was uploaded makes no build context.
    InvalidContext = "invalid_context", INVALID_CONTEXT;
    /// The workspace does not have the files of the build context: upload them first.
    MissingContext = "missing_context", MISSING_CONTEXT;
    /// The packages cannot be had together any more.
    Unresolvable = "unresolvable", UNRESOLVABLE;
    /// The request comes from somewhere that may not ask: a page of another site, another name for this machine.
    Forbidden = "forbidden", FORBIDDEN;
    /// The request has no token that lets its sender in; Azure's clients send one.
    Unauthorized = "unauthorized", UNAUTHORIZED;
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
    /// The client sent nothing more of the body for too long.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
    /// The server failed; details are in its log.
    Internal = "internal", INTERNAL;
    /// The server cannot do this now (no engine, registry not reachable).
    Unavailable = "unavailable", UNAVAILABLE;
}

/// A code that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownErrorCode;

impl FromStr for ErrorCode {
    type Err = UnknownErrorCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or(UnknownErrorCode)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Error {
    /// The code, unless it is one that this version does not know.
    #[must_use]
    pub fn known_code(&self) -> Option<ErrorCode> {
        self.code.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_as_it_is_written() {
        for code in ErrorCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        assert_eq!("teapot".parse::<ErrorCode>(), Err(UnknownErrorCode));
    }
}
