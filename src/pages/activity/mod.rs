//! The audit trail: who did what and when. The address has the filters; the entries can be saved as a file.

mod entry;
mod text;

use crate::{
    api::{self, Failure},
    browser::dates,
    components::listing::{Page, empty, listing, placeholder},
    reactive::{entered, live, memo},
    routes::{ACTIONS, ActivityQuery, Route, use_route},
    state::changes::use_changes,
    titles,
    ui::{Heading, Icon, SearchField, icon},
};
use ::api::{Activity, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub fn page() -> AnyView {
    let route = use_route();
    let query = memo(move || match route.get() {
        Route::Activity(query) => query,
        _ => ActivityQuery::default(),
    });
    let changed = use_changes().watch(|event| !matches!(event, WorkspaceEvent::Registry(_) | WorkspaceEvent::Pythons));
    let key = Signal::derive(move || (query.get(), changed.get()));
    let list = listing(key, |(query, _), cursor| {
        Box::pin(async move {
            let list = api::activity(&query, cursor).await?;
            Ok(Page { items: list.items, next: list.next })
        })
    });
    // The entries stay while they are loaded again.
    let entries = Memo::new(move |before: Option<&Option<Result<Vec<Activity>, Failure>>>| {
        list.result().or_else(|| before.cloned().flatten())
    });
    let shown = live(move || match entries.get() {
        None => placeholder(8),
        Some(Err(failure)) => list.problem(&failure),
        Some(Ok(entries)) if entries.is_empty() => nothing(&query.get()),
        Some(Ok(entries)) => days(&entries),
    });
    view! {
        <header class="head">
            <div><Heading text=titles::ACTIVITY /> <p class="sub">{text::SUMMARY}</p></div>
            <div class="acts">{file("csv", text::CSV, query)} {file("jsonl", text::JSON_LINES, query)}</div>
        </header>
        {filters(query)}
        {shown}
        {list.more_button()}
    }
    .into_any()
}

fn file(form: &'static str, title: &'static str, query: Memo<ActivityQuery>) -> AnyView {
    let href = move || api::activity_file(form, &query.get());
    view! { <a class="btn" href=href download="">{icon(Icon::Download)} {title}</a> }.into_any()
}

/// The entries by day, in local time.
fn days(entries: &[Activity]) -> AnyView {
    let mut days: Vec<(String, Vec<AnyView>)> = Vec::new();
    for entry in entries {
        let day = dates::parse(&entry.at).map(dates::day).unwrap_or_default();
        let shown = entry::show(entry);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, entries)) => entries.push(shown),
            None => days.push((day, vec![shown])),
        }
    }
    let days = days.into_iter().map(|(day, entries)| {
        view! {
            <section class="panel day">
                <header><h2>{day}</h2></header>
                <ol class="trail">{entries}</ol>
            </section>
        }
        .into_any()
    });
    view! { <div class="stack">{days.collect::<Vec<_>>()}</div> }.into_any()
}

fn nothing(query: &ActivityQuery) -> AnyView {
    if *query == ActivityQuery::default() {
        return empty(text::NONE, view! { <p class="soft">{text::NONE_HELP}</p> });
    }
    let all = Route::Activity(ActivityQuery::default()).to_string();
    empty(text::NOTHING_FOUND, view! { <a class="btn" href=all>{text::SHOW_ALL}</a> })
}

fn filters(query: Memo<ActivityQuery>) -> AnyView {
    let navigate = use_navigate();
    let go = Callback::new(move |query: ActivityQuery| {
        let to = Route::Activity(query).to_string();
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let with = move |change: fn(&mut ActivityQuery, String)| {
        move |text: String| {
            let mut query = query.get_untracked();
            change(&mut query, text);
            go.run(query);
        }
    };
    let options: Vec<AnyView> = ACTIONS
        .iter()
        .map(|&(action, word)| {
            let chosen = move || query.with(|query| query.action == action);
            view! { <option value=word selected=chosen>{action.map_or(text::ANY_ACTION, text::action)}</option> }
                .into_any()
        })
        .collect();
    let choose = with(|query, word| {
        query.action = ACTIONS.iter().find(|(_, other)| *other == word).and_then(|(action, _)| *action);
    });
    view! {
        <div class="controls filters">
            <SearchField
                label=text::SUBJECT
                value=Signal::derive(move || query.get().subject)
                change=Callback::new(with(|query, text| query.subject = text))
            />
            <label class="field-inline">
                <span>{text::ACTION}</span>
                <select class="select" on:change=entered(choose)>{options}</select>
            </label>
            {field(text::WHO, "text", query, |query| query.who.clone(), with(|query, text| query.who = text))}
            {field(text::FROM, "date", query, |query| query.from.clone(), with(|query, text| query.from = text))}
            {field(text::TO, "date", query, |query| query.to.clone(), with(|query, text| query.to = text))}
        </div>
    }
    .into_any()
}

fn field(
    label: &'static str,
    kind: &'static str,
    query: Memo<ActivityQuery>,
    value: fn(&ActivityQuery) -> String,
    change: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <label class="field-inline">
            <span>{label}</span>
            <input
                class="input"
                type=kind
                autocomplete="off"
                spellcheck="false"
                prop:value=move || query.with(value)
                on:change=entered(change)
            />
        </label>
    }
    .into_any()
}
