//! The packages that a rebuild would change: what the indexes offer today against the image.

use super::text;
use crate::{
    api::Query,
    browser::dates,
    reactive::live,
    state::clock::use_now,
    ui::{Icon, small_icon},
};
use ::api::{PackageToday, Today};
use leptos::prelude::*;

const MAX_PACKAGES: usize = 12;

pub fn panel(drift: Query<Today>) -> AnyView {
    let now = use_now();
    let checked = move || {
        let checked_at = dates::parse(&drift.data()?.asked_at)?;
        Some(text::checked(&dates::relative(checked_at, now.get())))
    };
    let body = move || {
        match drift.get() {
        None => view! { <p class="hint" aria-busy="true">{text::CHECKING}</p> }.into_any(),
        Some(Err(failure)) => view! {
            <p class="t-warn">{text::NOT_CHECKED}</p> <p class="hint">{failure.message}</p> <p class="hint">{failure.help}</p>
        }
        .into_any(),
        Some(Ok(drift)) => list(&drift),
    }
    };
    view! {
        <section class="panel">
            <header><h3>{text::DRIFT}</h3> <span class="end hint">{checked}</span></header>
            <p class="vh" role="status">{live(move || summary(drift))}</p>
            <div class="body">{live(body)}</div>
        </section>
    }
    .into_any()
}

/// The panel in a sentence, for screen readers.
fn summary(drift: Query<Today>) -> String {
    match drift.get() {
        None => String::new(),
        Some(Err(_)) => text::NOT_CHECKED.into(),
        Some(Ok(drift)) => match drift.packages.iter().filter(|package| package.moves()).count() {
            0 => text::NO_DRIFT.into(),
            count => text::would_change(count),
        },
    }
}

fn list(drift: &Today) -> AnyView {
    let changing: Vec<&PackageToday> = drift.packages.iter().filter(|package| package.moves()).collect();
    if changing.is_empty() {
        return view! { <p class="hint">{text::NO_DRIFT}</p> }.into_any();
    }
    let rows: Vec<AnyView> = changing.iter().take(MAX_PACKAGES).map(|package| row(package)).collect();
    let more = changing.len().saturating_sub(MAX_PACKAGES);
    let more = (more > 0).then(|| view! { <p class="hint">{text::more(more)}</p> });
    view! { <ul class="rows">{rows}</ul> {more} }.into_any()
}

fn row(package: &PackageToday) -> AnyView {
    let before = package.built.clone().unwrap_or_else(|| text::ADDED.into());
    let after = package.today.clone().unwrap_or_else(|| text::REMOVED.into());
    let through = (!package.through.is_empty()).then(|| text::required_by(&package.through));
    view! {
        <li class="moves">
            <span class="t-warn">{small_icon(Icon::Differs)}</span> <code>{package.name.clone()}</code>
            <span class="end"><code>{before}</code> {small_icon(Icon::Right)} <code class="strong">{after}</code> <span class="hint">{through}</span></span>
        </li>
    }
    .into_any()
}
