//! The name of the environment.

use super::{Check, Rule};
use crate::Definition;

/// The longest name, in characters.
const LONGEST: usize = 255;

pub fn find(definition: &Definition) -> Vec<Check> {
    definition.name.as_deref().map(check_name).unwrap_or_default()
}

/// What the rules find in the name of an environment.
#[must_use]
pub fn check_name(name: &str) -> Vec<Check> {
    let mut found = Vec::new();
    if let Some(prefix) = ["Microsoft", "AzureML"].into_iter().find(|prefix| name.starts_with(prefix)) {
        let message = format!("The name begins with `{prefix}`, as curated environments do");
        let help =
            "Azure refuses such names for environments of one's own. Choose another name if it is to be used there.";
        found.push(Check::new(Rule::CuratedPrefix, message, help).at("name"));
    }
    let length = name.chars().count();
    if length > LONGEST {
        let message = format!("The name has {length} characters, more than {LONGEST}");
        found.push(Check::new(Rule::NameTooLong, message, "Choose a shorter one.").at("name"));
    }
    found
}
