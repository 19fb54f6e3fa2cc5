//! What the rules find in a version.

use super::text;
use crate::features::checks::{count, list, words};
use api::Version;
use definition::checks::{Check, check};
use definition::{Definition, Policy};
use leptos::prelude::*;

/// What was found; nothing in a definition that cannot be read, which its own tab says.
pub fn found(version: &Version, policy: &Policy) -> Vec<Check> {
    let read = Definition::from_json(&version.definition);
    read.map(|definition| [policy.findings(&definition), check(&definition)].concat()).unwrap_or_default()
}

/// How many errors and warnings there are.
pub fn weighty(checks: &[Check]) -> usize {
    let (errors, warnings) = count(checks);
    errors + warnings
}

/// The checks, each with the field that it is about.
pub fn show(checks: &[Check]) -> AnyView {
    if checks.is_empty() {
        return view! { <p class="hint pad">{text::NO_CHECKS}</p> }.into_any();
    }
    let place = |check: &Check| {
        let path = check.places.first().map(|place| place.path.clone()).unwrap_or_default();
        view! { <code class="hint wide-only">{path}</code> }.into_any()
    };
    let breaks_policy = checks.iter().any(|check| check.rule.is_of_policy());
    let fixed = if breaks_policy { text::CHECKS_POLICY } else { text::CHECKS_FIXED };
    view! { <p class="hint pad">{fixed}</p> {list(checks, |check| words(&check.message), place)} }.into_any()
}
