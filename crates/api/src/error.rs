//! The one shape of an error on the wire.

use serde::{Deserialize, Serialize};

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

/// The codes of [`Error`].
pub mod code {
    /// The body is no JSON of the expected form.
    pub const MALFORMED: &str = "malformed";
    /// The body is larger than the server reads.
    pub const TOO_LARGE: &str = "too_large";
    /// The definition cannot be read or has no hash.
    pub const INVALID_DEFINITION: &str = "invalid_definition";
    /// The definition holds a credential.
    pub const SECRET: &str = "secret";
    /// The definition breaks the policy of the workspace.
    pub const POLICY: &str = "policy";
    /// A name, version, cursor or other parameter is not in its form.
    pub const INVALID_PARAMETER: &str = "invalid_parameter";
    /// The digests that the client sent are not those of its definition.
    pub const DIGEST_MISMATCH: &str = "digest_mismatch";
    /// No such thing.
    pub const NOT_FOUND: &str = "not_found";
    /// The version exists with another definition, or the environment is read-only.
    pub const CONFLICT: &str = "conflict";
    /// The definition points to content outside it and cannot be built.
    pub const OUTSIDE_REFERENCE: &str = "outside_reference";
    /// What was uploaded makes no build context.
    pub const INVALID_CONTEXT: &str = "invalid_context";
    /// The workspace does not have the files of the build context: upload them first.
    pub const MISSING_CONTEXT: &str = "missing_context";
    /// The packages cannot be had together any more.
    pub const UNRESOLVABLE: &str = "unresolvable";
    /// The request comes from somewhere that may not ask: a page of another site, another name for this machine.
    pub const FORBIDDEN: &str = "forbidden";
    /// The request has no token that lets its sender in; Azure's clients send one.
    pub const UNAUTHORIZED: &str = "unauthorized";
    /// The path exists, the method does not.
    pub const METHOD_NOT_ALLOWED: &str = "method_not_allowed";
    /// The server failed; details are in its log.
    pub const INTERNAL: &str = "internal";
    /// The server cannot do this now (no engine, registry not reachable).
    pub const UNAVAILABLE: &str = "unavailable";
}
