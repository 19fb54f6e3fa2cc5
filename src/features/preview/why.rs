//! Why the draft needs another image than the nearest one, down to the package.

use super::{Nearest, text};
use crate::reactive::live_if;
use crate::{
    features::shared::{component_name, version_link},
    ui::{Icon, icon},
};
use definition::{Comparison, Component, mask};
use leptos::prelude::*;
use std::sync::Arc;

const COMPONENTS: [Component; 4] = [Component::Base, Component::Steps, Component::Python, Component::Spark];

/// What differs from the nearest image. Nothing while the two are the same.
#[component]
pub fn WhyPanel(
    /// What the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    live_if(move || {
        let nearest = nearest.get().filter(|nearest| !nearest.comparison.is_same())?;
        let link = nearest.version.as_ref().map_or_else(|| nearest.title().into_any(), version_link);
        let equal = equal(&nearest);
        Some(view! {
            <section class="panel why">
                <header><h2>{text::WHY}</h2> <span class="end hint">{if nearest.so_far { text::NEAREST_SO_FAR } else { text::NEAREST }} {link}</span></header>
                <ul class="body facts">
                    {differences(&nearest.comparison)}
                    {equal.map(|equal| view! { <li class="quiet">{icon(Icon::Equal)} <span>{equal}</span></li> })}
                </ul>
            </section>
        })
    })
}

/// What is equal, in a sentence.
fn equal(nearest: &Nearest) -> Option<String> {
    let filled = |component: &Component| !nearest.image.target.canonical().is_empty(*component);
    let same = COMPONENTS
        .into_iter()
        .filter(|component| *component != Component::Python && nearest.is_same(*component) && filled(component));
    text::equal(nearest.comparison.equal_packages, &same.map(component_name).collect::<Vec<_>>())
}

/// The differences as list items; from the thirteenth on only their number.
pub fn differences(comparison: &Comparison) -> Vec<AnyView> {
    let changes = comparison.changes.iter().map(|change| (&change.what, &change.before, &change.after));
    let packages = comparison.packages.iter().map(|change| (&change.name, &change.before, &change.after));
    let all = changes.len() + packages.len();
    let mut items: Vec<AnyView> = changes
        .chain(packages)
        .take(text::MORE)
        .map(|(what, before, after)| item(what, before.as_deref(), after.as_deref()))
        .collect();
    if all > text::MORE {
        items.push(
            view! { <li class="quiet">{icon(Icon::Differs)} <span>{text::more(all - text::MORE)}</span></li> }
                .into_any(),
        );
    }
    items
}

fn item(what: &str, before: Option<&str>, after: Option<&str>) -> AnyView {
    let said = |value: Option<&str>| match value {
        None => text::NOTHING.to_owned(),
        Some("") => text::ANY.to_owned(),
        Some(value) => mask(value).into_owned(),
    };
    let fate = match (before, after) {
        (None, Some(after)) => view! { {text::ADDED} " " <code>{mask(after).into_owned()}</code> }.into_any(),
        (Some(before), None) => view! { {text::REMOVED} " " <code>{mask(before).into_owned()}</code> }.into_any(),
        _ => view! {
            <code>{said(before)}</code>
            <span class="vh">{text::BECOMES}</span>
            {icon(Icon::Right)}
            <code class="strong">{said(after)}</code>
        }
        .into_any(),
    };
    view! {
        <li>
            <span class="t-warn">{icon(Icon::Differs)}</span>
            <code>{mask(what).into_owned()}</code>
            <span class="end">{fate}</span>
        </li>
    }
    .into_any()
}

/// What is written another way than in the nearest image, without effect.
#[component]
pub fn NoEffectPanel(
    /// What the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    live_if(move || {
        let nearest = nearest.get().filter(|nearest| !nearest.no_effect.is_empty())?;
        let all = nearest.no_effect.len();
        let mut items: Vec<String> = nearest.no_effect.iter().take(text::MORE).map(text::no_effect).collect();
        if all > text::MORE {
            items.push(text::more(all - text::MORE));
        }
        let items = items.into_iter().map(|words| view! { <li>{icon(Icon::Equal)} <span>{words}</span></li> });
        Some(view! {
            <section class="panel why">
                <header><h2>{text::NO_EFFECT}</h2></header>
                <ul class="body facts">{items.collect::<Vec<_>>()}</ul>
            </section>
        })
    })
}
