//! A comparison of the two versions in the address.

mod effects;
mod packages;
mod pick;
mod strips;
mod text;

use crate::{
    api::{self, use_query},
    browser::{output, page},
    components::listing::placeholder,
    reactive::{live, live_if, memo},
    routes::{Route, use_route},
    state::{shortcuts::use_shortcut, toasts::use_toasts},
    titles,
    ui::{Heading, Icon, icon, load},
};
use ::api::{ComparisonResponse, VersionReference};
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
            {strips::panel(response)} {effects::others(&response.comparison)} {packages::panel(response)}
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
