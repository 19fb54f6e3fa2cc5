//! Why the draft cannot reuse the nearest image, down to the package.

use super::{Nearest, text};
use crate::{
    components::{
        strips::{COMPONENTS, component_name},
        versions::version_link,
    },
    reactive::live_if,
    ui::{Icon, icon},
};
use definition::{Comparison, Component, mask};
use leptos::prelude::*;
use std::sync::Arc;

/// Shown while the draft differs from the nearest image.
#[component]
pub fn WhyPanel(
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    live_if(move || {
        let nearest = nearest.get().filter(|nearest| !nearest.comparison.is_same())?;
        let link = nearest.version.as_ref().map_or_else(|| nearest.title().into_any(), version_link);
        let same = same(&nearest);
        Some(view! {
            <section class="panel why">
                <header><h2>{text::WHY}</h2> <span class="end hint">{if nearest.is_provisional { text::CLOSEST_SO_FAR } else { text::CLOSEST }} " " {link}</span></header>
                <ul class="body facts">
                    {differences(&nearest.comparison)}
                    {same.map(|same| view! { <li class="quiet">{icon(Icon::Equal)} <span>{same}</span></li> })}
                </ul>
            </section>
        })
    })
}

/// What is the same, in a sentence.
fn same(nearest: &Nearest) -> Option<String> {
    let is_filled = |component: &Component| !nearest.image.target.canonical().is_empty(*component);
    let components = COMPONENTS
        .into_iter()
        .filter(|component| *component != Component::Python && nearest.is_same(*component) && is_filled(component));
    text::same(nearest.comparison.equal_packages, &components.map(component_name).collect::<Vec<_>>())
}

/// The differences as list items, and the number of those that are not listed.
pub fn differences(comparison: &Comparison) -> Vec<AnyView> {
    let changes = comparison.changes.iter().map(|change| (&change.what, &change.before, &change.after));
    let packages = comparison.packages.iter().map(|change| (&change.name, &change.before, &change.after));
    let all = changes.len() + packages.len();
    let mut items: Vec<AnyView> = changes
        .chain(packages)
        .take(text::MAX_ITEMS)
        .map(|(what, before, after)| item(what, before.as_deref(), after.as_deref()))
        .collect();
    if all > text::MAX_ITEMS {
        items.push(
            view! { <li class="quiet">{icon(Icon::Differs)} <span>{text::more(all - text::MAX_ITEMS)}</span></li> }
                .into_any(),
        );
    }
    items
}

fn item(what: &str, before: Option<&str>, after: Option<&str>) -> AnyView {
    let shown = |value: Option<&str>| match value {
        None => text::NOTHING.to_owned(),
        Some("") => text::ANY.to_owned(),
        Some(value) => mask(value).into_owned(),
    };
    let change = match (before, after) {
        (None, Some(after)) => view! { {text::ADDED} " " <code>{mask(after).into_owned()}</code> }.into_any(),
        (Some(before), None) => view! { {text::REMOVED} " " <code>{mask(before).into_owned()}</code> }.into_any(),
        _ => view! {
            <code>{shown(before)}</code>
            <span class="vh">{text::BECOMES}</span>
            {icon(Icon::Right)}
            <code class="strong">{shown(after)}</code>
        }
        .into_any(),
    };
    view! {
        <li>
            <span class="t-warn">{icon(Icon::Differs)}</span>
            <code>{mask(what).into_owned()}</code>
            <span class="end">{change}</span>
        </li>
    }
    .into_any()
}

/// Differences in spelling from the nearest image.
#[component]
pub fn NoEffectPanel(
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    live_if(move || {
        let nearest = nearest.get().filter(|nearest| !nearest.no_effect.is_empty())?;
        let all = nearest.no_effect.len();
        let mut items: Vec<String> = nearest.no_effect.iter().take(text::MAX_ITEMS).map(text::no_effect).collect();
        if all > text::MAX_ITEMS {
            items.push(text::more(all - text::MAX_ITEMS));
        }
        let items = items.into_iter().map(|item| view! { <li>{icon(Icon::Equal)} <span>{item}</span></li> });
        Some(view! {
            <section class="panel why">
                <header><h2>{text::NO_EFFECT}</h2></header>
                <ul class="body facts">{items.collect::<Vec<_>>()}</ul>
            </section>
        })
    })
}
