//! What the workspace stands on: what works, what does not and what to do.

mod parts;
mod text;

use crate::{
    api::{self, ask},
    state::changes::use_changes,
    ui::{Heading, State, Tone, load, note, state, time_ago},
};
use ::api::{Health, WorkspaceEvent};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let concern = |event: &WorkspaceEvent| {
        matches!(event, WorkspaceEvent::Registry(_) | WorkspaceEvent::Build(_) | WorkspaceEvent::Image(_))
    };
    let changed = use_changes().watch(concern);
    let health = ask(move || {
        changed.track();
        api::health()
    });
    load(health, shape, show)
}

fn show(health: &Health) -> AnyView {
    let problems: Vec<AnyView> = health
        .problems()
        .map(|problem| note(Tone::Warn, problem.message.clone(), view! { <p>{problem.help.clone()}</p> }))
        .collect();
    let all = match problems.len() {
        0 => state(State::Good, text::ALL_WELL),
        count => state(State::Warn, text::problems(count)),
    };
    view! {
        <header class="head">
            <div>
                <Heading text=text::TITLE />
                <p class="sub">{all} {text::version(&health.version)} {time_ago(&health.since)}</p>
            </div>
        </header>
        <div class="stack">
            {problems}
            <div class="split">
                <div class="stack">{parts::stands_on(health)} {parts::engines(health)}</div>
                <div class="stack">{parts::limits(health)} {parts::sources(health)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn shape() -> AnyView {
    view! {
        <header class="head"><div><Heading text=text::TITLE /></div></header>
        <div class="split" aria-hidden="true"><div class="panel shape-tall"></div> <div class="panel shape-tall"></div></div>
    }
    .into_any()
}
