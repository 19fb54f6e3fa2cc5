//! Differences that are not packages: those that change the image, and those that do not.

use super::text;
use crate::{
    components::strips::component_name,
    ui::{Icon, icon},
};
use api::{ComparisonResponse, Version};
use definition::{Change, Comparison, Definition};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Differences of base image, platform, steps, channels and options.
pub fn others(comparison: &Comparison) -> Option<AnyView> {
    let rows: Vec<AnyView> = comparison.changes.iter().map(row).collect();
    (!rows.is_empty()).then(|| panel(text::OTHERS, rows))
}

fn row(change: &Change) -> AnyView {
    let Change { component, what, before, after } = change.clone();
    let before = before.map(|text| view! { <del><code>{text}</code></del> });
    let after = after.map(|text| view! { <ins><code>{text}</code></ins> });
    view! {
        <li>
            <span class="t-warn">{icon(Icon::Differs)}</span>
            <span>{what} " " <span class="hint">{component_name(component)}</span></span>
            <span class="change">{before} {after}</span>
        </li>
    }
    .into_any()
}

/// Differences that do not change the image.
pub fn no_effect(response: &ComparisonResponse) -> Option<AnyView> {
    let [left, right] = [&response.left, &response.right].map(variables);
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let mut sentences: Vec<String> = names
        .into_iter()
        .filter_map(|name| match (left.get(name), right.get(name)) {
            (Some(before), Some(after)) if before == after => None,
            (Some(before), Some(after)) => Some(text::variable_changed(name, before, after)),
            (None, _) => Some(text::variable_added(name)),
            (_, None) => Some(text::variable_removed(name)),
        })
        .collect();
    let is_rewritten = response.comparison.is_same() && response.left.definition != response.right.definition;
    if is_rewritten && sentences.is_empty() {
        sentences.push(text::SPELLING.into());
    }
    let rows =
        sentences.into_iter().map(|sentence| view! { <li>{icon(Icon::Equal)} <span>{sentence}</span></li> }.into_any());
    let rows: Vec<AnyView> = rows.collect();
    (!rows.is_empty()).then(|| panel(text::NO_EFFECT, rows))
}

fn variables(version: &Version) -> BTreeMap<String, String> {
    Definition::from_json(&version.definition).map(|read| read.variables).unwrap_or_default()
}

fn panel(title: &'static str, rows: Vec<AnyView>) -> AnyView {
    view! { <section class="panel"><header><h2>{title}</h2></header> <ul class="body rows">{rows}</ul></section> }
        .into_any()
}
