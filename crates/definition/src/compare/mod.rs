//! What differs between two definitions, by component and by package.

mod changes;
mod packages;

pub(crate) use changes::{directives, extra};
pub(crate) use packages::{SOURCES, entries, name as package_name};

use crate::Canonical;
use serde::{Deserialize, Serialize};

/// A part of the definition that has a digest of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Component {
    /// Base image and platform.
    Base,
    /// Docker steps.
    Steps,
    /// Python packages.
    Python,
    /// Spark packages.
    Spark,
    /// Inferencing stack and R section.
    Extras,
}

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

/// Which list a package stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageSource {
    /// The conda list.
    Conda,
    /// A pip list.
    Pip,
    /// The Spark section.
    Spark,
}

/// What differs, from the first to the second.
#[must_use]
pub fn compare(before: &Canonical, after: &Canonical) -> Comparison {
    let differs = [
        (Component::Base, before.base != after.base),
        (Component::Steps, before.steps != after.steps),
        (Component::Python, before.python != after.python),
        (Component::Spark, before.spark != after.spark),
        (Component::Extras, before.extras != after.extras),
    ];
    let (packages, equal_packages) = packages::changes(before, after);
    Comparison {
        components: differs.into_iter().filter(|(_, differs)| *differs).map(|(component, _)| component).collect(),
        changes: changes::changes(before, after),
        packages,
        equal_packages,
    }
}

/// The packages that stand in both in the same way, sorted by name.
#[must_use]
pub fn equal_packages(before: &Canonical, after: &Canonical) -> Vec<EqualPackage> {
    packages::equal(before, after)
}

/// The index of the candidate with the fewest differences, the earliest of equals.
#[must_use]
pub fn nearest<'a>(target: &Canonical, candidates: impl IntoIterator<Item = &'a Canonical>) -> Option<usize> {
    let mut best = None;
    for (index, candidate) in candidates.into_iter().enumerate() {
        let changes = changes::changes(candidate, target).len();
        let enough = best.map_or(usize::MAX, |(least, _): (usize, usize)| least.saturating_sub(changes));
        let distance = changes + packages::distance(candidate, target, enough);
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, index));
        }
    }
    best.map(|(_, index)| index)
}

/// How many differences there are, of packages and of everything else.
#[must_use]
pub fn distance(before: &Canonical, after: &Canonical) -> usize {
    changes::changes(before, after).len() + packages::distance(before, after, usize::MAX)
}

impl Comparison {
    /// Whether one image serves both.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.components.is_empty()
    }
}
