//! Searching, following, copying and saving a log.

use super::{
    log::{Log, Subject},
    marked::{Marked, fragment},
    search::Found,
    text,
};
use crate::{
    browser::{download, page},
    state::{
        shortcuts::{use_action, use_shortcut},
        toasts::use_toasts,
    },
    ui::{CopyButton, Icon, SearchField, small_icon},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What finds the log.
const LOG: &str = ".log";

/// The tools.
pub fn show(of: Memo<Option<Subject>>, log: Log, follow: RwSignal<bool>, sought: RwSignal<String>) -> AnyView {
    let running = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|of| !of.over)));
    let switch = move || running.get().then(|| follow_switch(follow));
    view! {
        <header class="tools">
            {search(log, sought)} {first_error(of, log)} {switch}
            <CopyButton text=Signal::derive(move || log.text()) what="log" />
            {save(of, log)}
        </header>
    }
    .into_any()
}

fn search(log: Log, sought: RwSignal<String>) -> AnyView {
    let at = RwSignal::new(0_usize);
    let found = Memo::new_owning(move |found: Option<Found>| {
        log.counts();
        sought.with(|text| found.unwrap_or_default().search(text, log))
    });
    let go = go_to_line();
    let step = move |back: bool| {
        let now = at.get_untracked();
        let next = match (found.with_untracked(Found::count), now) {
            (0, _) => return,
            (count, 0 | 1) if back => count,
            (_, now) if back => now - 1,
            (count, now) => now % count + 1,
        };
        at.set(next);
        if let Some(line) = found.with_untracked(|found| found.nth(next - 1)) {
            go(line);
        }
    };
    let change = move |text: String| {
        at.set(0);
        sought.set(text);
    };
    let words = move || {
        let count = found.with(Found::count);
        match (sought.with(String::is_empty), at.get()) {
            (true, _) => String::new(),
            (_, 0) => format!("{count} found"),
            (_, at) => format!("{at} of {count}"),
        }
    };
    view! {
        <SearchField label=text::SEARCH value=sought change=Callback::new(change) submit=Callback::new(step) />
        <span class="hint nowrap" role="status">{words}</span>
    }
    .into_any()
}

/// Names a line in the address; the log goes there.
fn go_to_line() -> impl Fn(u64) + Clone {
    let name = name_lines();
    move |number| name(&(number..=number))
}

/// Names lines in the address; the log goes there.
pub fn name_lines() -> impl Fn(&Marked) + Clone {
    let navigate = use_navigate();
    let pathname = leptos_router::hooks::use_location().pathname;
    move |lines| {
        let to = pathname.get_untracked() + &fragment(lines);
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    }
}

fn first_error(of: Memo<Option<Subject>>, log: Log) -> AnyView {
    let number = Memo::new(move |_| {
        log.counts();
        log.first_error(of.with(|of| of.as_ref().and_then(Subject::failed_step))?)
    });
    let go = go_to_line();
    (move || {
        let number = number.get()?;
        let go = go.clone();
        use_shortcut("e", "first error", move || {
            go(number);
            page::focus(LOG);
        });
        let href = format!("#L{number}");
        Some(view! { <a class="btn small" href=href>{small_icon(Icon::Flag)} {text::FIRST_ERROR}</a> })
    })
    .into_any()
}

fn follow_switch(follow: RwSignal<bool>) -> AnyView {
    use_shortcut("f", "follow", move || follow.update(|follow| *follow = !*follow));
    let checked = move || if follow.get() { "true" } else { "false" };
    view! {
        <button
            class="btn small"
            type="button"
            role="switch"
            aria-checked=checked
            on:click=move |_| follow.update(|follow| *follow = !*follow)
        >
            {small_icon(Icon::Download)} {text::FOLLOW}
        </button>
    }
    .into_any()
}

fn save(of: Memo<Option<Subject>>, log: Log) -> AnyView {
    let toasts = use_toasts();
    let save = move || {
        let file = of.with_untracked(|of| of.as_ref().map_or_else(|| "log.txt".to_owned(), |of| of.file.clone()));
        match download::save(&file, &log.text()) {
            Ok(()) => toasts.done(format!("Saved {file}")),
            Err(reason) => toasts.failed(reason),
        }
    };
    use_action(text::DOWNLOAD_KEY, save);
    view! {
        <button class="btn small" type="button" on:click=move |_| save()>{small_icon(Icon::Download)} {text::DOWNLOAD}</button>
    }
    .into_any()
}
