//! The top bar: brand, workspace, navigation, search, new.

use super::{dialogs::PaletteOpen, text};
use crate::{
    routes::{ActivityQuery, EnvironmentQuery, ImageQuery, Route, RunQuery, use_route},
    state::session::use_session,
    titles,
    ui::{Icon, icon, key_caps},
};
use leptos::prelude::*;

#[component]
pub fn TopBar() -> impl IntoView {
    let session = use_session();
    let workspace = Memo::new(move |_| session.workspace());
    let name = move || workspace.get().map(|workspace| workspace.name);
    let environments = move || workspace.get().map(|workspace| workspace.environments);
    let builds = move || {
        let active = workspace.get().map(|workspace| workspace.building + workspace.queued);
        active.filter(|active| *active > 0)
    };
    let images_count = move || workspace.get().map(|workspace| workspace.images);
    let images = Route::Images(ImageQuery::default());
    let home = Route::Environments(EnvironmentQuery::default());
    let activity = Route::Activity(ActivityQuery::default());
    let PaletteOpen(palette) = expect_context();
    view! {
        <header class="top">
            <a class="brand" href=home.to_string() aria-label=text::BRAND>{logo()} <span class="wide-only">{text::BRAND}</span></a>
            <span class="slash" aria-hidden="true">"/"</span>
            <span class="workspace">{name}</span>
            <nav class="nav" aria-label=text::NAVIGATION>
                {nav_link(home, Icon::Jar, titles::ENVIRONMENTS, Signal::derive(environments))}
                {nav_link(Route::Builds, Icon::Play, titles::BUILDS, Signal::derive(builds))}
                {nav_link(Route::Runs(RunQuery::default()), Icon::Terminal, titles::RUNS, Signal::stored(None))}
                {nav_link(images, Icon::Layers, titles::IMAGES, Signal::derive(images_count))}
                {nav_link(activity, Icon::Clock, titles::ACTIVITY, Signal::stored(None))}
            </nav>
            <button class="find" type="button" aria-haspopup="dialog" on:click=move |_| palette.set(true)>
                {icon(Icon::Search)} <span class="find-word">{text::FIND}</span>
                <span class="keys wide-only" aria-hidden="true">{key_caps("mod+K")}</span>
            </button>
            <a class="btn" href=Route::New { from: None }.to_string()>{icon(Icon::Plus)} {text::NEW}</a>
        </header>
    }
}

fn nav_link(to: Route, sign: Icon, word: &'static str, count: Signal<Option<u32>>) -> AnyView {
    let route = use_route();
    let href = to.to_string();
    let current = move || {
        let is_current = match route.get() {
            Route::Builds | Route::Build { .. } => matches!(to, Route::Builds),
            Route::Runs(_) | Route::Run { .. } => matches!(to, Route::Runs(_)),
            Route::Images(_) | Route::Image { .. } => matches!(to, Route::Images(_)),
            Route::Activity(_) => matches!(to, Route::Activity(_)),
            Route::Environments(_) | Route::Environment { .. } | Route::Version { .. } | Route::Edit { .. } => {
                matches!(to, Route::Environments(_))
            }
            _ => false,
        };
        is_current.then_some("page")
    };
    view! {
        <a href=href aria-current=current>
            {icon(sign)} {word} <span class="count">{count}</span>
        </a>
    }
    .into_any()
}

fn logo() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
            <path class="mark-lid" d="M6 1h8v2H6z" />
            <path class="mark-air" d="M5 4h10a2 2 0 0 1 2 2v2H3V6a2 2 0 0 1 2-2z" />
            <path class="mark-green" d="M3 8h14v3H3z" />
            <path class="mark-sand" d="M3 11h14v3H3z" />
            <path class="mark-soil" d="M3 14h14v2a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3z" />
        </svg>
    }
    .into_any()
}
