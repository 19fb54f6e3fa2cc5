//! Versions: what never changes once registered.

use crate::{Build, ImagePython, ImageState, Trial, TrialOutcome, VersionReference};
use definition::{Comparison, Digests};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One registered version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Version {
    /// The environment.
    pub environment: String,
    /// The version, mostly a number.
    pub version: String,
    /// Where the environment comes from and who manages the packages.
    pub r#type: EnvironmentType,
    /// The definition in Azure's v1 JSON form.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub definition: Value,
    /// Its digests.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// The version of the hash that these digests are of: an older one than the workspace's where the definition has no hash
    /// any more.
    #[serde(default = "crate::first_hash_version")]
    pub hash_version: u32,
    /// Why the definition has no hash under the workspace's version of the hash, so that it cannot be built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_hash: Option<String>,
    /// The digests that it had under older versions of the hash, the newest of these first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerDigests>,
    /// What it is for; may change.
    pub description: String,
    /// Tags; may change.
    pub tags: BTreeMap<String, String>,
    /// When it was registered.
    pub registered_at: String,
    /// Who registered it.
    pub registered_by: String,
    /// The state of its image.
    pub image: ImageState,
    /// Where Python is in its image, as the definition says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub python: Option<ImagePython>,
    /// The manifest digest that it is tied to: its image, whatever is built or restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied: Option<String>,
    /// The image that it had, when the registry has it no longer and there is no other: it can be built again from its lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<LostImage>,
    /// The newest version of this environment.
    pub latest: String,
    /// Whether the environment is hidden from lists.
    #[serde(default)]
    pub archived: bool,
    /// Whether this version is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub version_archived: bool,
    /// Whether lists leave the environment out, because nobody named it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub anonymous: bool,
    /// What changed since the version before; none for the first, and where versions are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// What the trial of its image found; none when it has no image or that was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
}

/// The digests that a version had under an older version of the hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FormerDigests {
    /// The version of the hash.
    pub hash_version: u32,
    /// The digests.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// Whether images of that hash are recorded; they are kept, and never offered for reuse.
    pub has_image: bool,
    /// The manifest digest that the version was tied to then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied: Option<String>,
}

/// An image that left the registry. Its lock is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LostImage {
    /// Its manifest digest (`sha256:…`).
    pub manifest: String,
    /// The build that made it.
    pub build: i64,
    /// When it was built.
    pub built_at: String,
    /// When it left, or was found to be gone.
    pub left_at: String,
    /// Versions that share its hash, newest first, at most three; in previews only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<VersionReference>,
}

/// What changed since the version before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Since {
    /// The version before.
    pub version: String,
    /// What changed.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub changes: Comparison,
}

/// A version in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VersionSummary {
    /// The version.
    pub version: String,
    /// Its digests.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// When it was registered.
    pub registered_at: String,
    /// Who registered it.
    pub registered_by: String,
    /// The state of its image.
    pub image: ImageState,
    /// Whether its image works; none when it has no image or that was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<TrialOutcome>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Whether it is archived: Azure's clients list it no longer; it is still found by name, and its image is reused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// What changed since the version before; none for the first, and in lists of environments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub changes: Option<Comparison>,
}

/// A page of versions, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VersionList {
    /// The versions of this page.
    pub items: Vec<VersionSummary>,
    /// The cursor of the next page, none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The definition in Azure's v1 JSON form. A definition without a base image gets the workspace's default.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub definition: Value,
    /// The version wanted; none for the next number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The digests that the client computed; the server refuses others than its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Option<Digests>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Whether to build its image, when it has none.
    #[serde(default)]
    pub build: bool,
    /// Whether lists leave the environment out when this makes it. One that is listed stays so; one that is not is listed
    /// as soon as a version is registered without this.
    #[serde(default, skip_serializing_if = "is_false")]
    pub anonymous: bool,
}

/// The answer to a registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Registered {
    /// The version.
    pub version: Version,
    /// False when the same definition was registered already.
    pub created: bool,
    /// Whether a version that was registered already got another description or other tags, or came back into lists.
    #[serde(default)]
    pub updated: bool,
    /// The build that was started or joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
}

/// What may change about a version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateVersion {
    /// A new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// New tags, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    /// What the change was made from. When something else stands there by now, nothing is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Notes>,
}

/// What people wrote about a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// What it is for.
    pub description: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Two versions compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ComparisonResponse {
    /// The first.
    pub left: Version,
    /// The second.
    pub right: Version,
    /// What differs.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub comparison: Comparison,
}

/// Where an environment comes from and who manages its packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EnvironmentType {
    /// Comes with the workspace, read-only.
    Curated,
    /// Conda manages the packages.
    System,
    /// The user manages the packages.
    User,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
pub(crate) const fn is_false(answer: &bool) -> bool {
    !*answer
}
