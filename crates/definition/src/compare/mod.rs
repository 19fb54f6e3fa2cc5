//! What differs between two definitions, by component and by package, and which of several is nearest.

mod changes;
mod comparison;
mod packages;

pub(crate) use changes::{directives, extra};
pub use comparison::{Change, Comparison, EqualPackage, PackageChange};
pub(crate) use packages::{SOURCES, entries, name as package_name};

use crate::Canonical;
use crate::model::Component;

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
