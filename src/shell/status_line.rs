//! The status line: the state of the workspace, and the shortcuts of the page.

use super::text;
use crate::{
    routes::Route,
    state::{
        changes::use_changes,
        session::use_session,
        shortcuts::{Shown, use_shortcuts},
    },
    ui::{State, key_caps, state},
};
use api::{RegistryState, Workspace};
use leptos::prelude::*;

#[component]
pub fn StatusLine() -> impl IntoView {
    let session = use_session();
    let (connected, online) = (use_changes().connected(), use_changes().online());
    let workspace = Memo::new(move |_| session.workspace());
    let shortcuts = use_shortcuts();
    let status = move || {
        if !online.get() {
            Some(state(State::Warn, text::OFFLINE))
        } else if connected.get() {
            workspace.get().map(|workspace| show(&workspace))
        } else {
            Some(state(State::Warn, text::DISCONNECTED))
        }
    };
    let keys = move || {
        let all = shortcuts.all();
        let of = |shown| all.iter().filter(move |shortcut| shortcut.shown == shown);
        let keys = of(Shown::First)
            .chain(of(Shown::Last))
            .map(|shortcut| view! { <span class="keys">{key_caps(shortcut.keys)} {shortcut.label}</span> });
        keys.collect::<Vec<_>>()
    };
    view! {
        <footer class="foot" aria-label=text::STATUS>
            <span class="status">{status}</span>
            <span class="end">{keys}</span>
        </footer>
    }
}

fn show(workspace: &Workspace) -> AnyView {
    let registry = match workspace.registry {
        RegistryState::Reachable => state(State::Good, text::REACHABLE),
        RegistryState::Unreachable => state(State::Bad, text::UNREACHABLE),
    };
    view! {
        <a href=Route::Health.to_string() title=text::HEALTH_OF>{registry}</a>
        <span>{workspace.engine.clone()}</span>
        <span>{text::queue(workspace.building, workspace.queued)}</span>
    }
    .into_any()
}
