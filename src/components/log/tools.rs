//! Searching, following, copying and saving a log.

use super::{
    feed::{Log, LogSource},
    marked::{Marked, fragment},
    search::Matches,
};
use crate::{
    browser::{focus, output},
    state::{
        shortcuts::{use_action, use_shortcut},
        toasts::use_toasts,
    },
    ui::{CopyButton, Icon, SearchField, small_icon},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The selector of the log.
const LOG: &str = ".log";

const SEARCH: &str = "Search the log";
const FOLLOW: &str = "Follow";
const FOLLOW_KEY: &str = "follow";
const FIRST_ERROR: &str = "First error";
const FIRST_ERROR_KEY: &str = "first error";
const DOWNLOAD: &str = "Download";
const DOWNLOAD_KEY: &str = "download the log";

fn matches_found(count: usize) -> String {
    format!("{count} found")
}

fn match_of(index: usize, count: usize) -> String {
    format!("{index} of {count}")
}

fn saved(file: &str) -> String {
    format!("Saved {file}")
}

/// The tools.
pub fn show(source: Memo<Option<LogSource>>, log: Log, follow: RwSignal<bool>, pattern: RwSignal<String>) -> AnyView {
    let running = Memo::new(move |_| source.with(|source| source.as_ref().is_some_and(|source| !source.is_over)));
    let switch = move || running.get().then(|| follow_switch(follow));
    view! {
        <header class="tools">
            {search(log, pattern)} {first_error(source, log)} {switch}
            <CopyButton text=Signal::derive(move || log.text()) what="log" />
            {save(source, log)}
        </header>
    }
    .into_any()
}

fn search(log: Log, pattern: RwSignal<String>) -> AnyView {
    let at = RwSignal::new(0_usize);
    let matches = Memo::new_owning(move |before: Option<Matches>| {
        log.counts();
        pattern.with(|text| before.unwrap_or_default().search(text, log))
    });
    let go = go_to_line();
    let step = move |back: bool| {
        let now = at.get_untracked();
        let next = match (matches.with_untracked(Matches::count), now) {
            (0, _) => return,
            (count, 0 | 1) if back => count,
            (_, now) if back => now - 1,
            (count, now) => now % count + 1,
        };
        at.set(next);
        if let Some(line) = matches.with_untracked(|matches| matches.nth(next - 1)) {
            go(line);
        }
    };
    let change = move |text: String| {
        at.set(0);
        pattern.set(text);
    };
    let words = move || {
        let count = matches.with(Matches::count);
        match (pattern.with(String::is_empty), at.get()) {
            (true, _) => String::new(),
            (_, 0) => matches_found(count),
            (_, at) => match_of(at, count),
        }
    };
    view! {
        <SearchField label=SEARCH value=pattern change=Callback::new(change) submit=Callback::new(step) />
        <span class="hint nowrap" role="status">{words}</span>
    }
    .into_any()
}

/// Puts a line into the address, which scrolls the log there.
fn go_to_line() -> impl Fn(u64) + Clone {
    let link = link_lines();
    move |number| link(&(number..=number))
}

/// Puts lines into the address, which scrolls the log there.
pub fn link_lines() -> impl Fn(&Marked) + Clone {
    let navigate = use_navigate();
    let pathname = leptos_router::hooks::use_location().pathname;
    move |lines| {
        let to = pathname.get_untracked() + &fragment(lines);
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    }
}

fn first_error(source: Memo<Option<LogSource>>, log: Log) -> AnyView {
    let number = Memo::new(move |_| {
        log.counts();
        log.first_error(source.with(|source| source.as_ref().and_then(LogSource::failed_step))?)
    });
    let go = go_to_line();
    (move || {
        let number = number.get()?;
        let go = go.clone();
        use_shortcut("e", FIRST_ERROR_KEY, move || {
            go(number);
            focus::focus(LOG);
        });
        let href = format!("#L{number}");
        Some(view! { <a class="btn small" href=href>{small_icon(Icon::Flag)} {FIRST_ERROR}</a> })
    })
    .into_any()
}

fn follow_switch(follow: RwSignal<bool>) -> AnyView {
    use_shortcut("f", FOLLOW_KEY, move || follow.update(|follow| *follow = !*follow));
    let checked = move || if follow.get() { "true" } else { "false" };
    view! {
        <button
            class="btn small"
            type="button"
            role="switch"
            aria-checked=checked
            on:click=move |_| follow.update(|follow| *follow = !*follow)
        >
            {small_icon(Icon::Download)} {FOLLOW}
        </button>
    }
    .into_any()
}

fn save(source: Memo<Option<LogSource>>, log: Log) -> AnyView {
    let toasts = use_toasts();
    let save = move || {
        let file =
            source.with_untracked(|source| source.as_ref().map_or_else(|| "log.txt".to_owned(), |it| it.file.clone()));
        match output::save(&file, &log.text()) {
            Ok(()) => toasts.done(saved(&file)),
            Err(reason) => toasts.failed(reason),
        }
    };
    use_action(DOWNLOAD_KEY, save);
    view! {
        <button class="btn small" type="button" on:click=move |_| save()>{small_icon(Icon::Download)} {DOWNLOAD}</button>
    }
    .into_any()
}
