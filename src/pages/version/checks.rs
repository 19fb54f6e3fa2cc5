//! The checks of a version.

use super::text;
use crate::{
    components::checks::{count, list},
    ui::code_spans,
};
use api::Version;
use definition::checks::{Check, check};
use definition::{Definition, Policy};
use leptos::prelude::*;

/// None for a definition that cannot be read; its own tab has the error.
pub fn run(version: &Version, policy: &Policy) -> Vec<Check> {
    let read = Definition::from_json(&version.definition);
    read.map(|definition| [policy.findings(&definition), check(&definition)].concat()).unwrap_or_default()
}

/// The number of errors and warnings.
pub fn problem_count(checks: &[Check]) -> usize {
    let (errors, warnings) = count(checks);
    errors + warnings
}

/// The checks, each with its field.
pub fn show(checks: &[Check]) -> AnyView {
    if checks.is_empty() {
        return view! { <p class="hint pad">{text::NO_CHECKS}</p> }.into_any();
    }
    let place = |check: &Check| {
        let path = check.places.first().map(|place| place.path.clone()).unwrap_or_default();
        view! { <code class="hint wide-only">{path}</code> }.into_any()
    };
    let breaks_policy = checks.iter().any(|check| check.rule.is_of_policy());
    let hint = if breaks_policy { text::CHECKS_POLICY } else { text::CHECKS_IMMUTABLE };
    view! { <p class="hint pad">{hint}</p> {list(checks, |check| code_spans(&check.message), place)} }.into_any()
}
