//! Build contexts: the files that a Dockerfile copies from.

use definition::{Digest, context::ContextFile};
use serde::{Deserialize, Serialize};

/// A build context that the workspace has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Context {
    /// The digest of its files, which is its name.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub digest: Digest,
    /// The size of all files together.
    pub size: u64,
    /// The files, sorted by path.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub files: Vec<ContextFile>,
    /// When it was last uploaded. A day later it goes, unless a version, a build or a run needs it.
    pub uploaded_at: String,
    /// Whether a version, a build or a run needs it.
    pub needed: bool,
}

/// The answer to an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UploadedContext {
    /// The context.
    pub context: Context,
    /// False when the workspace had it already.
    pub created: bool,
    /// The text of the Dockerfile, which is no part of the context but of the definition; none when it did not come along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dockerfile: Option<String>,
    /// The paths that `.dockerignore` keeps out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}
