//! The last runs in a version, on its page, and the field for another one.

use super::{list, submit, text};
use crate::{
    api::{self, ask},
    reactive::live_if,
    routes::{Route, RunQuery},
    state::changes::use_changes,
    ui::time_ago,
};
use ::api::{Run, VersionReference, WorkspaceEvent};
use leptos::prelude::*;

/// How many are shown.
const SHOWN: usize = 5;

/// The panel.
pub fn panel(version: &VersionReference, has_image: bool) -> AnyView {
    let changed = use_changes().watch(|event| matches!(event, WorkspaceEvent::Run(_) | WorkspaceEvent::Everything));
    let query = RunQuery { environment: version.environment.clone(), version: version.version.clone(), state: None };
    let asked = {
        let query = query.clone();
        ask(move || {
            changed.track();
            api::runs(&query, None)
        })
    };
    let all = Route::Runs(query).to_string();
    let more = live_if(move || {
        let all = all.clone();
        let any = asked.known().is_some_and(|runs| !runs.items.is_empty());
        any.then(|| view! { <span class="end"><a href=all>{text::ALL_OF_VERSION}</a></span> })
    });
    let body = live_if(move || {
        let runs = asked.known()?.items;
        if runs.is_empty() {
            return Some(view! { <p class="hint pad">{text::NONE_OF_VERSION}</p> }.into_any());
        }
        let rows: Vec<AnyView> = runs.iter().take(SHOWN).map(row).collect();
        Some(view! { <ul class="rows">{rows}</ul> }.into_any())
    });
    view! {
        <section class="panel">
            <header><h2>{text::OF_VERSION}</h2> {more}</header>
            {submit::form(version, has_image)} {body}
        </section>
    }
    .into_any()
}

fn row(run: &Run) -> AnyView {
    let href = Route::Run { id: run.id }.to_string();
    view! {
        <li>
            {list::run_state(run.state)} <a class="ink run-title" href=href>{format!("{} {}", run.id, text::title(run))}</a>
            <span class="end soft">{time_ago(&run.submitted_at)}</span>
        </li>
    }
    .into_any()
}
