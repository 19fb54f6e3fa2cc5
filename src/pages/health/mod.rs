//! The health of the workspace: what works, what does not, and what to do about it.

mod parts;
mod text;

use crate::{
    api::{self, use_query},
    state::changes::use_changes,
    titles,
    ui::{Heading, State, Tone, load, note, state, time_ago},
};
use ::api::{Health, WorkspaceEvent};
use leptos::prelude::*;

pub fn page() -> AnyView {
    let is_relevant = |event: &WorkspaceEvent| {
        matches!(event, WorkspaceEvent::Registry(_) | WorkspaceEvent::Build(_) | WorkspaceEvent::Image(_))
    };
    let changed = use_changes().watch(is_relevant);
    let health = use_query(move || {
        changed.track();
        api::health()
    });
    load(health, placeholder, show)
}

fn show(health: &Health) -> AnyView {
    let problems: Vec<AnyView> = health
        .problems()
        .map(|problem| note(Tone::Warn, problem.message.clone(), view! { <p>{problem.help.clone()}</p> }))
        .collect();
    let summary = match problems.len() {
        0 => state(State::Good, text::HEALTHY),
        count => state(State::Warn, text::problems(count)),
    };
    view! {
        <header class="head">
            <div>
                <Heading text=titles::HEALTH />
                <p class="sub">{summary} "\u{2002}" {text::version(&health.version)} " " {time_ago(&health.since)}</p>
            </div>
        </header>
        <div class="stack">
            {problems}
            <div class="split">
                <div class="stack">{parts::services(health)} {parts::engines(health)}</div>
                <div class="stack">{parts::limits(health)} {parts::sources(health)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn placeholder() -> AnyView {
    view! {
        <header class="head"><div><Heading text=titles::HEALTH /></div></header>
        <div class="split" aria-hidden="true"><div class="panel shape-tall"></div> <div class="panel shape-tall"></div></div>
    }
    .into_any()
}
