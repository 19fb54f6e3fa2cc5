//! All runs, newest first; cards on narrow screens.

use crate::{
    api,
    components::{
        listing::{Page, empty, listing},
        runs::{run_duration, run_title},
        states::{run_state, run_state_word},
        strips::run_strip,
        versions::version_link,
    },
    reactive::{entered, memo},
    routes::{RUN_STATES, Route, RunQuery, use_route},
    state::changes::use_changes,
    titles,
    ui::{Heading, SearchField, code, time_ago},
};
use ::api::{Run, RunState, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

const NONE: &str = "No runs yet";
const NONE_HELP: &str =
    "A run executes a command in an environment, on the machine of the workspace. Submit one from a terminal:";
const EXAMPLE: &str = "terrarium submit training -- python train.py";
const NONE_FOUND: &str = "No runs match";
const SHOW_ALL: &str = "Show all runs";
const RUN: &str = "Run";
const STATE: &str = "State";
const ANY_STATE: &str = "any";
const ENVIRONMENT: &str = "Environment";
const VERSION: &str = "Version";
const EXIT_CODE: &str = "Exit code";
const DURATION: &str = "Duration";
const SUBMITTED: &str = "Submitted";

/// The accessible name of the link to a run.
fn link_label(run: &Run) -> String {
    format!("Run {}: {}", run.id, run_title(run))
}

fn state_choice(of: Option<RunState>) -> String {
    of.map_or_else(|| ANY_STATE.to_owned(), |of| run_state_word(of).to_lowercase())
}

pub fn page() -> AnyView {
    let route = use_route();
    let query = memo(move || match route.get() {
        Route::Runs(query) => query,
        _ => RunQuery::default(),
    });
    let changed = use_changes().watch(|event| matches!(event, WorkspaceEvent::Run(_) | WorkspaceEvent::Everything));
    let key = Signal::derive(move || (query.get(), changed.get()));
    let list = listing(key, |(query, _), cursor| {
        Box::pin(async move {
            let list = api::runs(&query, cursor).await?;
            Ok(Page { items: list.items, next: list.next })
        })
    });
    view! {
        <header class="head"><div><Heading text=titles::RUNS /></div></header>
        {filters(query)}
        {list.view(2, move |runs| if runs.is_empty() { none(&query.get()) } else { table(runs) })}
    }
    .into_any()
}

/// The filters are in the address, so a filtered list has a link.
fn filters(query: Memo<RunQuery>) -> AnyView {
    let navigate = use_navigate();
    let go = Callback::new(move |query: RunQuery| {
        let to = Route::Runs(query).to_string();
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let with = move |change: fn(&mut RunQuery, String)| {
        move |text: String| {
            let mut query = query.get_untracked();
            change(&mut query, text.trim().to_owned());
            go.run(query);
        }
    };
    let states: Vec<AnyView> = RUN_STATES
        .iter()
        .map(|&(of, word)| {
            let chosen = move || query.with(|query| query.state == of);
            view! { <option value=word selected=chosen>{state_choice(of)}</option> }.into_any()
        })
        .collect();
    let choose = with(|query, word| {
        query.state = RUN_STATES.iter().find(|(_, other)| *other == word).and_then(|(state, _)| *state);
    });
    view! {
        <div class="controls filters">
            <SearchField
                label=ENVIRONMENT
                value=Signal::derive(move || query.get().environment)
                change=Callback::new(with(|query, text| query.environment = text))
            />
            <label class="field-inline">
                <span>{VERSION}</span>
                <input
                    class="input"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || query.get().version
                    on:change=entered(with(|query, text| query.version = text))
                />
            </label>
            <label class="field-inline">
                <span>{STATE}</span>
                <select class="select" on:change=entered(choose)>{states}</select>
            </label>
        </div>
    }
    .into_any()
}

fn none(query: &RunQuery) -> AnyView {
    if *query == RunQuery::default() {
        return empty(NONE, view! { <p class="soft">{NONE_HELP}</p> {code(NONE, EXAMPLE)} });
    }
    let all = Route::Runs(RunQuery::default()).to_string();
    empty(NONE_FOUND, view! { <a class="btn" href=all>{SHOW_ALL}</a> })
}

fn table(runs: &[&Run]) -> AnyView {
    let rows: Vec<AnyView> = runs.iter().map(|run| row(run)).collect();
    view! {
        <section class="panel">
            <table class="grid runs">
                <thead>
                    <tr>
                        <th scope="col">{RUN}</th> <th scope="col">{STATE}</th>
                        <th scope="col">{ENVIRONMENT}</th> <th scope="col" class="num">{EXIT_CODE}</th>
                        <th scope="col" class="num">{DURATION}</th> <th scope="col">{SUBMITTED}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(run: &Run) -> AnyView {
    let href = Route::Run { id: run.id }.to_string();
    view! {
        <tr>
            <td class="run">
                <a class="name" href=href aria-label=link_label(run)>{run.id}</a> <span class="run-title">{run_title(run)}</span>
            </td>
            <td class="state-of">{run_state(run.state)}</td>
            <td class="used">{run_strip(run)} {version_link(&run.version)}</td>
            <td class="num" data-label=EXIT_CODE>{run.exit_code}</td>
            <td class="num" data-label=DURATION>{run_duration(run)}</td>
            <td class="soft" data-label=SUBMITTED>{time_ago(&run.submitted_at)}</td>
        </tr>
    }
    .into_any()
}
