//! All checks of a definition.

use super::check::Check;
use super::{base, context, fields, lists, packages, texts};
use crate::Definition;

/// What the rules find in a definition, the heaviest first. Costs time in proportion to its size.
#[must_use]
pub fn check(definition: &Definition) -> Vec<Check> {
    let finders =
        [fields::find_in_name, texts::find, base::find, context::find, fields::find, lists::find, packages::find];
    let mut found: Vec<Check> = finders.into_iter().flat_map(|find| find(definition)).collect();
    found.sort_by_key(Check::severity);
    found
}
