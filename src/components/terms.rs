//! Labels and tags: names with values, each added or removed at once; both can be undone.

use super::action::Pending;
use crate::{
    reactive::{live, live_if},
    routes::{EnvironmentQuery, Route},
    state::toasts::use_toasts,
    ui::{Icon, small_icon},
};
use leptos::{html, prelude::*, task::spawn_local};
use std::collections::BTreeMap;

const PLACEHOLDER: &str = "gpu, or team: vision";
const ADD: &str = "Add";
const DONE: &str = "Done";

fn add(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Label => "Add label",
        TermKind::Tag => "Add tag",
    }
}

fn remove(kind: TermKind, name: &str) -> String {
    match kind {
        TermKind::Label => format!("Remove label {name}"),
        TermKind::Tag => format!("Remove tag {name}"),
    }
}

fn added(kind: TermKind, name: &str) -> String {
    match kind {
        TermKind::Label => format!("Added label {name}"),
        TermKind::Tag => format!("Added tag {name}"),
    }
}

fn removed(kind: TermKind, name: &str) -> String {
    match kind {
        TermKind::Label => format!("Removed label {name}"),
        TermKind::Tag => format!("Removed tag {name}"),
    }
}

fn others_with(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Label => "Environments with this label",
        TermKind::Tag => "Environments with this tag",
    }
}

/// Names with values.
pub type Terms = BTreeMap<String, String>;

/// A change of all terms. It is refused when they are no longer `from`.
#[derive(Clone, Debug)]
pub struct TermChange {
    pub from: Terms,
    pub to: Terms,
}

#[derive(Clone, Copy)]
pub enum TermKind {
    Label,
    Tag,
}

#[derive(Clone, Copy)]
pub struct TermLabels {
    pub title: &'static str,
    pub kind: TermKind,
}

/// The terms, each with a link to the environments that have it; `save` makes a change.
pub fn show(
    labels: TermLabels,
    terms: Signal<Terms>,
    read_only: Signal<bool>,
    save: Callback<TermChange, Pending>,
) -> AnyView {
    let toasts = use_toasts();
    let change = Callback::new(move |(to, message): (Terms, String)| {
        let change = TermChange { from: terms.get_untracked(), to };
        let reverse = TermChange { from: change.to.clone(), to: change.from.clone() };
        spawn_local(async move {
            match save.run(change).await {
                Ok(()) => toasts.done_with_undo(message, move || {
                    let undo = save.run(reverse.clone());
                    spawn_local(async move {
                        if let Err(failure) = undo.await {
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
            .map(|(name, value)| chip(labels.kind, &name, &value, read_only, terms, change))
            .collect();
        chips
    });
    view! {
        <div class="terms" role="group" aria-label=labels.title>
            {chips} {live_if(move || (!read_only.get()).then(|| add_form(labels.kind, terms, change)))}
        </div>
    }
    .into_any()
}

fn chip(
    kind: TermKind,
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
    let press_remove = move |_| {
        let mut to = terms.get_untracked();
        name.with_value(|name| to.remove(name));
        change.run((to, removed(kind, &name.get_value())));
    };
    view! {
        <span class="term">
            <a href=others title=others_with(kind)>{shown}</a>
            {move || (!read_only.get()).then(|| view! {
                <button
                    class="icon-btn"
                    type="button"
                    aria-label=remove(kind, &name.get_value())
                    on:click=press_remove
                >
                    {small_icon(Icon::Close)}
                </button>
            })}
        </span>
    }
    .into_any()
}

fn add_form(kind: TermKind, terms: Signal<Terms>, change: Callback<(Terms, String)>) -> AnyView {
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A new field can always be focused.
            let _ = field.focus();
        }
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some((name, value)) = parse(&typed.get_untracked()) else { return };
        let mut to = terms.get_untracked();
        let message = added(kind, &name);
        to.insert(name, value);
        typed.set(String::new());
        change.run((to, message));
    };
    let close = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            open.set(false);
        }
    };
    live(move || {
        if !open.get() {
            let label = add(kind);
            return view! {
                <button class="chip" type="button" on:click=move |_| open.set(true)>{small_icon(Icon::Plus)} {label}</button>
            }
            .into_any();
        }
        view! {
            <form class="add-term" on:submit=submit>
                <input
                    class="input"
                    node_ref=field
                    aria-label=add(kind)
                    placeholder=PLACEHOLDER
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=typed
                    on:input:target=move |event| typed.set(event.target().value())
                    on:keydown=close
                />
                <button class="btn small" type="submit">{ADD}</button>
                <button class="btn small bare" type="button" on:click=move |_| open.set(false)>{DONE}</button>
            </form>
        }
        .into_any()
    })
}

/// `name`, `name: value` or `name=value`; `None` without a name.
fn parse(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once([':', '=']).unwrap_or((text, ""));
    let (name, value) = (name.trim(), value.trim());
    (!name.is_empty()).then(|| (name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_term_is_a_word_or_a_name_with_a_value() {
        let term = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(parse(" gpu "), term("gpu", ""));
        assert_eq!(parse("team: vision lab"), term("team", "vision lab"));
        assert_eq!(parse("image=a:b"), term("image", "a:b"));
        assert_eq!(parse(" : x"), None);
    }
}
