//! Every image that a hash ever had, and which of them is used.

use crate::VersionReference;
use definition::Digests;
use serde::{Deserialize, Serialize};

/// Every image of a hash, built last first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImageHistory {
    /// The digests of the definition.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// The version of the hash that these digests are of. Images of another version than the workspace's are kept, and
    /// never offered for reuse.
    #[serde(default = "crate::first_hash_version")]
    pub hash_version: u32,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// The images.
    pub items: Vec<PastImage>,
}

/// One image that a hash has or had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PastImage {
    /// The manifest digest (`sha256:…`).
    pub manifest: String,
    /// The reference by digest, as pulled from this machine.
    pub reference: String,
    /// Whether the hash stands for this one now.
    pub current: bool,
    /// When it left the registry; none while it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evicted_at: Option<String>,
    /// When it was built.
    pub built_at: String,
    /// The build that made it.
    pub build: i64,
    /// How long that build took, in milliseconds.
    pub duration: u64,
    /// The sum of its compressed layers, in bytes.
    pub size: u64,
    /// The manifest digest of the image whose packages it was built with; none when the definition was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// The versions that are tied to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tied: Vec<VersionReference>,
    /// The packages that differ from those of the image built before it, sorted by name; empty for the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<PackageMove>,
}

/// A package that differs between two images.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PackageMove {
    /// Its name.
    pub name: String,
    /// `conda` or `pip`.
    pub source: String,
    /// Its version in the image before, followed by its build or the beginning of its file's SHA-256 where only these
    /// differ; none when it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The same in this image; none when it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Which image of a hash: the one to make current again, or to tie a version to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseImage {
    /// Its manifest digest (`sha256:…`).
    pub manifest: String,
}
