//! What a rebuild would move: what today's indexes hold beside what is in the image.

use super::text;
use crate::{
    api::Asked,
    browser::dates,
    reactive::live,
    state::clock::use_now,
    ui::{Icon, small_icon},
};
use ::api::{PackageToday, Today};
use leptos::prelude::*;

/// How many packages are named.
const NAMED: usize = 12;

/// The panel; it says so while the indexes are asked and when they cannot tell.
pub fn show(today: Asked<Today>) -> AnyView {
    let now = use_now();
    let asked = move || {
        let asked = dates::parse(&today.known()?.asked_at)?;
        Some(text::asked(&dates::relative(asked, now.get())))
    };
    let body = move || {
        match today.get() {
        None => view! { <p class="hint" aria-busy="true">{text::ASKING}</p> }.into_any(),
        Some(Err(failure)) => view! {
            <p class="t-warn">{text::CANNOT_TELL}</p> <p class="hint">{failure.message}</p> <p class="hint">{failure.help}</p>
        }
        .into_any(),
        Some(Ok(today)) => list(&today),
    }
    };
    view! {
        <section class="panel">
            <header><h3>{text::MOVES}</h3> <span class="end hint">{asked}</span></header>
            <p class="vh" role="status">{live(move || said(today))}</p>
            <div class="body">{live(body)}</div>
        </section>
    }
    .into_any()
}

/// The panel in a sentence, for those who do not see it change.
fn said(today: Asked<Today>) -> String {
    match today.get() {
        None => String::new(),
        Some(Err(_)) => text::CANNOT_TELL.into(),
        Some(Ok(today)) => match today.packages.iter().filter(|package| package.moves()).count() {
            0 => text::NOTHING_MOVES.into(),
            moving => text::would_move(moving),
        },
    }
}

fn list(today: &Today) -> AnyView {
    let moving: Vec<&PackageToday> = today.packages.iter().filter(|package| package.moves()).collect();
    if moving.is_empty() {
        return view! { <p class="hint">{text::NOTHING_MOVES}</p> }.into_any();
    }
    let rows: Vec<AnyView> = moving.iter().take(NAMED).map(|package| row(package)).collect();
    let more = moving.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| view! { <p class="hint">{text::more(more)}</p> });
    view! { <ul class="rows">{rows}</ul> {more} }.into_any()
}

fn row(package: &PackageToday) -> AnyView {
    let before = package.built.clone().unwrap_or_else(|| text::NEW.into());
    let after = package.today.clone().unwrap_or_else(|| text::GOES.into());
    let through = (!package.through.is_empty()).then(|| text::through(&package.through));
    view! {
        <li class="moves">
            <span class="t-warn">{small_icon(Icon::Differs)}</span> <code>{package.name.clone()}</code>
            <span class="end"><code>{before}</code> {small_icon(Icon::Right)} <code class="strong">{after}</code> <span class="hint">{through}</span></span>
        </li>
    }
    .into_any()
}
