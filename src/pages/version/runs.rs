//! The panel with the last runs in a version and the form for another one.

use super::text;
use crate::{
    api::{self, use_query},
    components::{
        action::{Action, action_button, handler},
        runs::run_title,
        states::run_state,
    },
    reactive::{entered, live_if},
    routes::{Route, RunQuery},
    state::{changes::use_changes, session::use_session},
    ui::{Icon, time_ago},
};
use ::api::{Run, RunCommand, RunTarget, StartRun, VersionReference, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::collections::BTreeMap;

const MAX_RUNS: usize = 5;

pub fn panel(version: &VersionReference, has_image: bool) -> AnyView {
    let changed = use_changes().watch(|event| matches!(event, WorkspaceEvent::Run(_) | WorkspaceEvent::Everything));
    let query = RunQuery { environment: version.environment.clone(), version: version.version.clone(), state: None };
    let asked = {
        let query = query.clone();
        use_query(move || {
            changed.track();
            api::runs(&query, None)
        })
    };
    let all = Route::Runs(query).to_string();
    let more = live_if(move || {
        let all = all.clone();
        let any = asked.data().is_some_and(|runs| !runs.items.is_empty());
        any.then(|| view! { <span class="end"><a href=all>{text::ALL_RUNS}</a></span> })
    });
    let body = live_if(move || {
        let runs = asked.data()?.items;
        if runs.is_empty() {
            return Some(view! { <p class="hint pad">{text::NO_RUNS}</p> }.into_any());
        }
        let rows: Vec<AnyView> = runs.iter().take(MAX_RUNS).map(row).collect();
        Some(view! { <ul class="rows">{rows}</ul> }.into_any())
    });
    view! {
        <section class="panel">
            <header><h2>{text::RUNS}</h2> {more}</header>
            {form(version, has_image)} {body}
        </section>
    }
    .into_any()
}

fn row(run: &Run) -> AnyView {
    let href = Route::Run { id: run.id }.to_string();
    view! {
        <li>
            {run_state(run.state)} <a class="ink run-title" href=href>{text::run(run.id, &run_title(run))}</a>
            <span class="end soft">{time_ago(&run.submitted_at)}</span>
        </li>
    }
    .into_any()
}

/// The form; after submitting, the page of the run opens.
fn form(version: &VersionReference, has_image: bool) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let version = version.clone();
    let button = action_button(&Action {
        class: "btn",
        icon: Icon::Play,
        label: text::START_RUN.into(),
        shortcut: None,
        disabled: Signal::derive(move || {
            let is_empty = typed.with(|typed| typed.trim().is_empty());
            if is_empty { Some(text::NO_COMMAND.into()) } else { session.can_build().err() }
        }),
        run: handler(move || {
            let (navigate, body) = (navigate.clone(), start(&version, typed.get_untracked().trim()));
            async move {
                let run = api::start_run(&body).await?;
                navigate(&Route::Run { id: run.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    });
    let when = if has_image { text::STARTS_AT_ONCE } else { text::BUILDS_FIRST };
    view! {
        <div class="body run-form">
            <label class="field">
                <span>{text::COMMAND}</span>
                <textarea
                    class="input mono"
                    rows="2"
                    placeholder=text::COMMAND_PLACEHOLDER
                    spellcheck="false"
                    autocapitalize="off"
                    prop:value=typed
                    on:input=entered(move |text| typed.set(text))
                ></textarea>
            </label>
            <p class="acts">{button} <span class="hint">{when}</span></p>
        </div>
    }
    .into_any()
}

fn start(version: &VersionReference, line: &str) -> StartRun {
    StartRun {
        target: RunTarget::Version(version.clone()),
        command: RunCommand::Shell(line.to_owned()),
        variables: BTreeMap::new(),
        code: None,
        name: None,
        display_name: String::new(),
        experiment: String::new(),
        tags: BTreeMap::new(),
    }
}
