//! All runs, newest first; cards where it is narrow.

use super::text;
use crate::{
    api,
    browser::dates,
    features::shared::{Page, listing, version_link, version_strip},
    reactive::entered,
    routes::{RUN_STATES, Route, RunQuery, use_route},
    state::{changes::use_changes, clock::use_now, inspector::CanonicalForm},
    ui::{Heading, SearchField, State, code, problem, state, time_ago, words},
};
use ::api::{Run, RunState, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The page.
pub fn page() -> AnyView {
    let route = use_route();
    let query = Memo::new(move |_| match route.get() {
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
    let found = move || {
        match list.pages.get() {
        None => {
            view! { <section class="panel shape" aria-busy="true"><span class="line"></span><span class="line"></span></section> }
                .into_any()
        }
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| list.pages.refetch())),
        Some(Ok(pages)) => {
            let runs: Vec<&Run> = pages.iter().flat_map(|page| &page.items).collect();
            if runs.is_empty() { nothing(&query.get()) } else { table(&runs) }
        }
    }
    };
    view! {
        <header class="head"><div><Heading text=text::TITLE /></div></header>
        {filters(query)}
        {found}
        <p class="more">{list.more_button()}</p>
    }
    .into_any()
}

/// Which runs are shown. The address holds it, so a filtered list is a link.
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
            view! { <option value=word selected=chosen>{text::choice(of)}</option> }.into_any()
        })
        .collect();
    let choose = with(|query, word| {
        query.state = RUN_STATES.iter().find(|(_, other)| *other == word).and_then(|(state, _)| *state);
    });
    view! {
        <div class="controls filters">
            <SearchField
                label=text::ENVIRONMENT
                value=Signal::derive(move || query.get().environment)
                change=Callback::new(with(|query, text| query.environment = text))
            />
            <label class="field-inline">
                <span>{text::VERSION}</span>
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
                <span>{text::STATE}</span>
                <select class="select" on:change=entered(choose)>{states}</select>
            </label>
        </div>
    }
    .into_any()
}

fn nothing(query: &RunQuery) -> AnyView {
    if *query == RunQuery::default() {
        return view! {
            <div class="empty">
                <p class="strong">{text::NONE}</p> <p class="soft">{text::NONE_HELP}</p> {code(text::NONE, text::EXAMPLE)}
            </div>
        }
        .into_any();
    }
    let all = Route::Runs(RunQuery::default()).to_string();
    view! { <div class="empty"><p class="strong">{text::NONE_FOUND}</p> <a class="btn" href=all>{text::ALL}</a></div> }
        .into_any()
}

fn table(runs: &[&Run]) -> AnyView {
    let rows: Vec<AnyView> = runs.iter().map(|run| row(run)).collect();
    view! {
        <section class="panel">
            <table class="grid runs">
                <thead>
                    <tr>
                        <th scope="col">{text::RUN}</th> <th scope="col">{text::STATE}</th>
                        <th scope="col">{text::ENVIRONMENT}</th> <th scope="col" class="num">{text::EXIT_CODE}</th>
                        <th scope="col" class="num">{text::TOOK}</th> <th scope="col">{text::SUBMITTED}</th>
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
    let label = format!("Run {}: {}", run.id, text::title(run));
    view! {
        <tr>
            <td class="run">
                <a class="name" href=href aria-label=label>{run.id}</a> <span class="run-title">{text::title(run)}</span>
            </td>
            <td class="state-of">{run_state(run.state)}</td>
            <td class="used">
                {strip(run)} {version_link(&run.version)}
            </td>
            <td class="num" data-label=text::EXIT_CODE>{run.exit_code}</td>
            <td class="num" data-label=text::TOOK>{took(run)}</td>
            <td class="soft" data-label=text::SUBMITTED>{time_ago(&run.submitted_at)}</td>
        </tr>
    }
    .into_any()
}

/// How long the command took, or has taken so far.
pub fn took(run: &Run) -> AnyView {
    let now = use_now();
    let (start, end) = (run.started_at.clone(), run.finished_at.clone());
    (move || {
        let start = dates::parse(start.as_deref()?)?;
        let end = end.as_deref().and_then(dates::parse).unwrap_or_else(|| now.get());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below zero, milliseconds")]
        Some(words::duration((end - start).max(0.0) as u64))
    })
    .into_any()
}

/// The state of a run, icon and word.
pub fn run_state(of: RunState) -> AnyView {
    let sign = match of {
        RunState::Queued => State::Waiting,
        RunState::Building | RunState::Running => State::Live,
        RunState::Completed => State::Good,
        RunState::Failed => State::Bad,
        RunState::Cancelled => State::Nothing,
    };
    state(sign, text::state(of))
}

/// The strip of the version that a run used.
pub fn strip(run: &Run) -> AnyView {
    version_strip(&run.digests, run.filled, CanonicalForm::Version(run.version.clone()))
}
