//! What the rules find in a version.

use super::text;
use crate::features::checks::{count, list, words};
use api::Version;
use definition::Definition;
use definition::checks::{Check, check};
use leptos::prelude::*;

/// What was found; nothing in a definition that cannot be read, which its own tab says.
pub fn found(version: &Version) -> Vec<Check> {
    Definition::from_json(&version.definition).map(|definition| check(&definition)).unwrap_or_default()
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
    view! { <p class="hint pad">{text::CHECKS_FIXED}</p> {list(checks, |check| words(&check.message), place)} }
        .into_any()
}
