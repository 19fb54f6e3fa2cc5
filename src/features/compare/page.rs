//! The page: asks for the comparison of the two versions that the address names.

use super::{effects, packages, pick, strips, text};
use crate::{
    api::{self, ask},
    browser::{clipboard, page},
    routes::{Route, use_route},
    state::{shortcuts::use_shortcut, toasts::use_toasts},
    titles,
    ui::{Heading, Icon, icon, load},
};
use ::api::{ComparisonResponse, VersionReference};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Two versions.
pub type Pair = (VersionReference, VersionReference);

/// The page.
pub fn page() -> AnyView {
    let route = use_route();
    let sides = Memo::new(move |_| match route.get() {
        Route::Compare { left, right } => (left, right),
        _ => (None, None),
    });
    (move || match sides.get() {
        (Some(left), Some(right)) => compared((left, right)),
        (left, right) => pick::page(left, right),
    })
    .into_any()
}

fn compared(pair: Pair) -> AnyView {
    let (left, right) = pair.clone();
    let title = titles::both(&left, &right);
    let comparison = ask(move || api::compare(&left, &right));
    let summary = move || comparison.known().map(|response| text::summary(&response.comparison));
    view! {
        <header class="head"><div><Heading text=title /> <p class="sub">{summary}</p></div> {actions(pair)}</header>
        {load(comparison, shape, body)}
    }
    .into_any()
}

fn body(response: &ComparisonResponse) -> AnyView {
    view! {
        <div class="stack">
            {strips::show(response)} {effects::others(&response.comparison)} {packages::show(response)}
            {effects::none(response)}
        </div>
    }
    .into_any()
}

fn actions((left, right): Pair) -> AnyView {
    let swapped = Route::Compare { left: Some(right), right: Some(left) }.to_string();
    let navigate = use_navigate();
    let to = swapped.clone();
    use_shortcut("x", "swap", move || navigate(&to, NavigateOptions::default()));
    let toasts = use_toasts();
    let share = move || {
        spawn_local(async move {
            match clipboard::copy(&page::address()).await {
                Ok(()) => toasts.done("Copied the link to this comparison"),
                Err(reason) => toasts.failed(reason),
            }
        });
    };
    use_shortcut("s", "share", share);
    view! {
        <div class="acts">
            <a class="btn" href=swapped>{icon(Icon::Compare)} {text::SWAP}</a>
            <button class="btn" type="button" on:click=move |_| share()>{icon(Icon::Link)} {text::SHARE}</button>
        </div>
    }
    .into_any()
}

fn shape() -> AnyView {
    view! { <section class="panel"><span class="line"></span> <span class="line"></span> <span class="line"></span></section> }
        .into_any()
}
