//! A comparison of the two versions in the address: their hash strips component by component, and what differs.

mod effects;
mod packages;
mod pick;
mod text;

use crate::{
    api::{self, use_query},
    browser::{output, page},
    components::{
        listing::placeholder,
        strips::{blocks, filled, inspect},
        versions::{reference_of, version_link},
    },
    reactive::{live, live_if, memo},
    routes::{Route, use_route},
    state::{inspector::CanonicalForm, shortcuts::use_shortcut, toasts::use_toasts},
    titles::{self, version_title},
    ui::{Block, Heading, Icon, Relation, icon, load, strip_large},
};
use ::api::{ComparisonResponse, Version, VersionReference};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

type Pair = (VersionReference, VersionReference);

pub fn page() -> AnyView {
    let route = use_route();
    let sides = memo(move || match route.get() {
        Route::Compare { left, right } => (left, right),
        _ => (None, None),
    });
    live(move || match sides.get() {
        (Some(left), Some(right)) => compared((left, right)),
        (left, right) => pick::page(left, right),
    })
}

fn compared(pair: Pair) -> AnyView {
    let (left, right) = pair.clone();
    let title = titles::both(&left, &right);
    let comparison = use_query(move || api::compare(&left, &right));
    let summary = live_if(move || comparison.data().map(|response| text::summary(&response.comparison)));
    view! {
        <header class="head"><div><Heading text=title /> <p class="sub">{summary}</p></div> {actions(pair)}</header>
        {load(comparison, || placeholder(3), body)}
    }
    .into_any()
}

fn body(response: &ComparisonResponse) -> AnyView {
    view! {
        <div class="stack">
            {strips(response)} {effects::others(&response.comparison)} {packages::panel(response)}
            {effects::no_effect(response)}
        </div>
    }
    .into_any()
}

fn actions((left, right): Pair) -> AnyView {
    let swapped = Route::Compare { left: Some(right), right: Some(left) }.to_string();
    let navigate = use_navigate();
    let to = swapped.clone();
    use_shortcut("x", text::SWAP_KEY, move || navigate(&to, NavigateOptions::default()));
    let toasts = use_toasts();
    let share = move || {
        spawn_local(async move {
            match output::copy(&page::address()).await {
                Ok(()) => toasts.done(text::COPIED),
                Err(reason) => toasts.failed(reason),
            }
        });
    };
    use_shortcut("s", text::SHARE_KEY, share);
    view! {
        <div class="acts">
            <a class="btn" href=swapped>{icon(Icon::Compare)} {text::SWAP}</a>
            <button class="btn" type="button" on:click=move |_| share()>{icon(Icon::Link)} {text::SHARE}</button>
        </div>
    }
    .into_any()
}

/// Both strips. Each block says whether the other version has the same.
fn strips(response: &ComparisonResponse) -> AnyView {
    let sign = if response.comparison.is_same() {
        view! { <span class="against t-good">{icon(Icon::Equal)} <span class="vh">{text::EQUALS}</span></span> }
    } else {
        view! { <span class="against t-warn">{icon(Icon::Differs)} <span class="vh">{text::DIFFERS}</span></span> }
    };
    view! {
        <section class="panel sides">
            {side(&response.left, &response.right)} {sign} {side(&response.right, &response.left)}
        </section>
    }
    .into_any()
}

fn side(version: &Version, other: &Version) -> AnyView {
    let reference = reference_of(version);
    let to = version_title(&reference_of(other));
    let others = blocks(&other.digests, filled(&other.definition));
    let blocks: Vec<Block> = blocks(&version.digests, filled(&version.definition))
        .into_iter()
        .zip(others)
        .map(|(block, other)| {
            let same = block.digest == other.digest;
            Block { relation: Some(Relation { same, to: to.clone() }), ..block }
        })
        .collect();
    let pick = inspect(&blocks, CanonicalForm::Version(reference.clone()));
    view! { <div class="side"><h2>{version_link(&reference)}</h2> {strip_large(&blocks, pick)}</div> }.into_any()
}
