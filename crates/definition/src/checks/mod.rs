//! What will surprise somebody about a definition, reported while it is written: each check has a rule, a place, a
//! sentence, and where there is one, a fix. Checks of whole files are in `file_checks`.

mod base;
mod check;
mod conda;
mod dockerfile;
mod fields;
mod image;
mod lists;
mod packages;
mod python;
mod requirements;
mod rule;
mod spelling;
mod texts;

pub use check::{Check, Fix, Place};
pub use fields::check_name;
pub use rule::{Rule, Severity};

pub(crate) use texts::{is_template, template_check};

use crate::Definition;

/// What the rules find in a definition, the heaviest first. Costs time in proportion to its size.
#[must_use]
pub fn check(definition: &Definition) -> Vec<Check> {
    let finders = [
        fields::find_in_name,
        texts::find,
        base::find,
        base::find_in_context,
        fields::find,
        lists::find,
        packages::find,
    ];
    let mut found: Vec<Check> = finders.into_iter().flat_map(|find| find(definition)).collect();
    found.sort_by_key(Check::severity);
    found
}
