//! Labels and tags: names with values, each added or removed at once, with a way back.

use super::text;
use crate::{
    features::shared::Doing,
    reactive::{live, live_if},
    routes::{EnvironmentQuery, Route},
    state::toasts::use_toasts,
    ui::{Icon, small_icon},
};
use leptos::{html, prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// Names with values.
pub type Terms = BTreeMap<String, String>;

/// A change of all terms, from what was seen to what shall be.
#[derive(Clone, Debug)]
pub struct Change {
    /// What was there.
    pub from: Terms,
    /// What shall be there.
    pub to: Terms,
}

/// What the terms are called.
#[derive(Clone, Copy)]
pub struct Called {
    /// All of them (`Labels`).
    pub all: &'static str,
    /// One of them (`label`).
    pub one: &'static str,
}

/// The terms, each with a link to whatever else has it; `save` makes a change.
pub fn show(called: Called, terms: Signal<Terms>, read_only: Signal<bool>, save: Callback<Change, Doing>) -> AnyView {
    let toasts = use_toasts();
    let change = Callback::new(move |(to, words): (Terms, String)| {
        let change = Change { from: terms.get_untracked(), to };
        let back = Change { from: change.to.clone(), to: change.from.clone() };
        spawn_local(async move {
            match save.run(change).await {
                Ok(()) => toasts.done_with_undo(words, move || {
                    let back = save.run(back.clone());
                    spawn_local(async move {
                        if let Err(failure) = back.await {
                            toasts.failure(&failure);
                        }
                    });
                }),
                Err(failure) => toasts.failure(&failure),
            }
        });
    });
    let chips = live(move || {
        let chips: Vec<AnyView> = terms
            .get()
            .into_iter()
            .map(|(name, value)| chip(called, &name, &value, read_only, terms, change))
            .collect();
        chips
    });
    view! {
        <div class="terms" role="group" aria-label=called.all>
            {chips} {live_if(move || (!read_only.get()).then(|| adding(called, terms, change)))}
        </div>
    }
    .into_any()
}

fn chip(
    called: Called,
    name: &str,
    value: &str,
    read_only: Signal<bool>,
    terms: Signal<Terms>,
    change: Callback<(Terms, String)>,
) -> AnyView {
    let shown = if value.is_empty() { name.to_owned() } else { format!("{name}: {value}") };
    let label = if value.is_empty() { name.to_owned() } else { format!("{name}:{value}") };
    let others = Route::Environments(EnvironmentQuery { label, ..EnvironmentQuery::default() }).to_string();
    let name = StoredValue::new(name.to_owned());
    let remove = move |_| {
        let mut to = terms.get_untracked();
        name.with_value(|name| to.remove(name));
        change.run((to, text::removed(called.one, &name.get_value())));
    };
    view! {
        <span class="term">
            <a href=others title=text::others_with(called.one)>{shown}</a>
            {move || (!read_only.get()).then(|| view! {
                <button
                    class="icon-btn"
                    type="button"
                    aria-label=text::remove(called.one, &name.get_value())
                    on:click=remove
                >
                    {small_icon(Icon::Close)}
                </button>
            })}
        </span>
    }
    .into_any()
}

fn adding(called: Called, terms: Signal<Terms>, change: Callback<(Terms, String)>) -> AnyView {
    let open = RwSignal::new(false);
    let written = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that was just made takes the focus.
            let _ = field.focus();
        }
    });
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some((name, value)) = read(&written.get_untracked()) else { return };
        let mut to = terms.get_untracked();
        let words = text::added(called.one, &name);
        to.insert(name, value);
        written.set(String::new());
        change.run((to, words));
    };
    let close = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            open.set(false);
        }
    };
    live(move || {
        if !open.get() {
            let word = text::add(called.one);
            return view! {
                <button class="chip" type="button" on:click=move |_| open.set(true)>{small_icon(Icon::Plus)} {word}</button>
            }
            .into_any();
        }
        view! {
            <form class="add-term" on:submit=add>
                <input
                    class="input"
                    node_ref=field
                    aria-label=text::add(called.one)
                    placeholder=text::TERM_PLACEHOLDER
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=written
                    on:input:target=move |event| written.set(event.target().value())
                    on:keydown=close
                />
                <button class="btn small" type="submit">{text::ADD}</button>
                <button class="btn small bare" type="button" on:click=move |_| open.set(false)>{text::DONE}</button>
            </form>
        }
        .into_any()
    })
}

/// `name`, `name: value` or `name=value`; none while there is no name.
fn read(written: &str) -> Option<(String, String)> {
    let (name, value) = written.split_once([':', '=']).unwrap_or((written, ""));
    let (name, value) = (name.trim(), value.trim());
    (!name.is_empty()).then(|| (name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_term_is_a_word_or_a_name_with_a_value() {
        let term = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(read(" gpu "), term("gpu", ""));
        assert_eq!(read("team: vision lab"), term("team", "vision lab"));
        assert_eq!(read("image=a:b"), term("image", "a:b"));
        assert_eq!(read(" : x"), None);
    }
}
