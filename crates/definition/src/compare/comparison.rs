//! What a comparison of two definitions finds.

use crate::model::{Component, PackageSource};
use serde::{Deserialize, Serialize};

/// Everything that makes two definitions build different images; empty when one image serves both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The components whose digests differ, in the order of the hash strip.
    pub components: Vec<Component>,
    /// Base image, platform, channels, options, steps, repositories, extras: what differs that is no package.
    pub changes: Vec<Change>,
    /// The packages that differ, sorted by name.
    pub packages: Vec<PackageChange>,
    /// How many packages are equal.
    pub equal_packages: u32,
}

/// One difference that is no package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Where.
    pub component: Component,
    /// What, in words for people: `base image`, `platform`, `step 2`, `channels`, `pip option`.
    pub what: String,
    /// In the first definition.
    pub before: Option<String>,
    /// In the second.
    pub after: Option<String>,
}

/// One package that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageChange {
    /// The normalised name.
    pub name: String,
    /// Which list it stands in.
    pub source: PackageSource,
    /// The constraint in the first definition, empty for any version, none when it is not there.
    pub before: Option<String>,
    /// The constraint in the second.
    pub after: Option<String>,
}

/// One package that stands in both definitions in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualPackage {
    /// The normalised name.
    pub name: String,
    /// Which list it stands in.
    pub source: PackageSource,
    /// The constraint, empty for any version.
    pub constraint: String,
}

impl Comparison {
    /// Whether one image serves both.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.components.is_empty()
    }
}
