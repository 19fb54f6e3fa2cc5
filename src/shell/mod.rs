//! The shell around every page: navigation, status line, help, palette and inspector.

mod dialogs;
mod palette;
mod status_line;
mod text;
mod top_bar;

pub use dialogs::{Help, Inspect};
pub use palette::Palette;

use crate::{
    browser::focus,
    routes::{ActivityQuery, EnvironmentQuery, ImageQuery, Route, RunQuery, use_route},
    state::{
        changes::use_changes,
        leaving::use_leaving,
        recent,
        shortcuts::{Shortcut, Shown, use_shortcuts},
    },
    ui::{Tone, note},
};
use dialogs::{HelpOpen, PaletteOpen};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use status_line::StatusLine;
use top_bar::TopBar;

#[component]
pub fn Shell(children: Children) -> impl IntoView {
    provide_context(HelpOpen(RwSignal::new(false)));
    provide_context(PaletteOpen(RwSignal::new(false)));
    add_navigation_keys();
    focus::restore_lost();
    let route = use_route();
    Effect::new(move |_| recent::visit(&route.get()));
    let (connected, online) = (use_changes().connected(), use_changes().online());
    view! {
        <a class="skip" href="#main">{text::SKIP}</a>
        <TopBar />
        <main class="main" id="main" tabindex="-1">
            {move || {
                let title = match (online.get(), connected.get()) {
                    (true, true) => return None,
                    (false, _) => text::OFFLINE_TITLE,
                    (true, false) => text::DISCONNECTED_TITLE,
                };
                Some(note(Tone::Warn, title, view! { <p>{text::DISCONNECTED_HELP}</p> }))
            }}
            {children()}
        </main>
        <StatusLine />
    }
}

fn add_navigation_keys() {
    let go = |route: Route| {
        let (navigate, leaving) = (use_navigate(), use_leaving());
        move || {
            if leaving.is_allowed() {
                navigate(&route.to_string(), leptos_router::NavigateOptions::default());
            }
        }
    };
    let shortcuts = use_shortcuts();
    let add = |keys, label, shown, run| shortcuts.add(Shortcut { keys, label, shown, run });
    let environments = go(Route::Environments(EnvironmentQuery::default()));
    add("g e", text::GO_ENVIRONMENTS, Shown::Nowhere, Callback::new(move |()| environments()));
    let builds = go(Route::Builds);
    add("g b", text::GO_BUILDS, Shown::Nowhere, Callback::new(move |()| builds()));
    let runs = go(Route::Runs(RunQuery::default()));
    add("g r", text::GO_RUNS, Shown::Nowhere, Callback::new(move |()| runs()));
    let images = go(Route::Images(ImageQuery::default()));
    add("g i", text::GO_IMAGES, Shown::Nowhere, Callback::new(move |()| images()));
    let activity = go(Route::Activity(ActivityQuery::default()));
    add("g a", text::GO_ACTIVITY, Shown::Nowhere, Callback::new(move |()| activity()));
    let health = go(Route::Health);
    add("g h", text::GO_HEALTH, Shown::Nowhere, Callback::new(move |()| health()));
    let new = go(Route::New { from: None });
    add("n", text::NEW_KEY, Shown::Last, Callback::new(move |()| new()));
    let PaletteOpen(palette) = expect_context();
    add("mod+k", text::FIND_KEY, Shown::Last, Callback::new(move |()| palette.set(true)));
    let HelpOpen(open) = expect_context();
    add("?", text::HELP_KEY, Shown::Last, Callback::new(move |()| open.set(true)));
}
