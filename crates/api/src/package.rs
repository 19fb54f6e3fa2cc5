//! Packages: what the configured indexes and channels offer, for completion.

use serde::{Deserialize, Serialize};

/// Names of packages that begin like what was searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PackageNames {
    /// The names: those that images and definitions of the workspace have come first, each part in order.
    pub names: Vec<String>,
    /// Why these are only names that the workspace has seen, when the indexes were not searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is offered of one package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PackageVersions {
    /// Its name.
    pub name: String,
    /// The newest release that was not taken back, else the newest of all.
    pub newest: String,
    /// Its versions, newest first.
    pub versions: Vec<PackageVersion>,
}

/// A version that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PackageVersion {
    /// The version.
    pub version: String,
    /// Whether it is one before a release.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prerelease: bool,
    /// Whether it was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub yanked: bool,
    /// The Pythons it is for (`>=3.9`), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires_python: Option<String>,
}
