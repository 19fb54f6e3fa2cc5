//! Who did what and when, in sentences: filtered by the address, day by day, taken away as a file.

mod entry;
mod filters;
mod text;

use crate::{
    api::{self, Failure},
    browser::dates,
    features::shared::{Page, listing},
    reactive::live,
    routes::{ActivityQuery, Route, use_route},
    state::changes::use_changes,
    ui::{Heading, Icon, icon, problem},
};
use ::api::{Activity, WorkspaceEvent};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let route = use_route();
    let query = Memo::new(move |_| match route.get() {
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
    // While the same is asked for again, what was there stays.
    let entries = Memo::new(move |before: Option<&Option<Result<Vec<Activity>, Failure>>>| match list.pages.get() {
        Some(Ok(pages)) => Some(Ok(pages.iter().flat_map(|page| page.items.clone()).collect())),
        Some(Err(failure)) => Some(Err(failure)),
        None => before.cloned().flatten(),
    });
    let shown = live(move || match entries.get() {
        None => shape(),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| list.pages.refetch())),
        Some(Ok(entries)) if entries.is_empty() => empty(&query.get()),
        Some(Ok(entries)) => days(&entries),
    });
    view! {
        <header class="head">
            <div><Heading text=text::TITLE /> <p class="sub">{text::SUMMARY}</p></div>
            <div class="acts">{file("csv", text::CSV, query)} {file("jsonl", text::JSON_LINES, query)}</div>
        </header>
        {filters::show(query)}
        {shown}
        <p class="more">{list.more_button()}</p>
    }
    .into_any()
}

fn file(form: &'static str, word: &'static str, query: Memo<ActivityQuery>) -> AnyView {
    let href = move || api::activity_file(form, &query.get());
    view! { <a class="btn" href=href download="">{icon(Icon::Download)} {word}</a> }.into_any()
}

/// The entries under the day of each, in the reader's own time.
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

fn empty(query: &ActivityQuery) -> AnyView {
    if *query == ActivityQuery::default() {
        return view! { <div class="empty"><p class="strong">{text::NOTHING_YET}</p> <p class="soft">{text::NOTHING_HELP}</p></div> }
            .into_any();
    }
    let all = Route::Activity(ActivityQuery::default()).to_string();
    view! { <div class="empty"><p class="strong">{text::NOTHING_FOUND}</p> <a class="btn" href=all>{text::CLEAR}</a></div> }
        .into_any()
}

fn shape() -> AnyView {
    let lines: Vec<AnyView> = (0..8).map(|_| view! { <span class="line"></span> }.into_any()).collect();
    view! { <section class="panel shape" aria-busy="true">{lines}</section> }.into_any()
}
