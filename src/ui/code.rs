//! Code: with line numbers, within a sentence, and to be copied.

use super::{Icon, small_icon};
use crate::{browser::output, state::toasts::use_toasts};
use leptos::{prelude::*, task::spawn_local};

/// A text with line numbers.
pub fn code(label: &'static str, text: &str) -> AnyView {
    let lines: Vec<AnyView> = text.lines().map(|line| view! { <li>{line.to_owned()}</li> }.into_any()).collect();
    view! { <div class="code" tabindex="0" role="region" aria-label=label><ol>{lines}</ol></div> }.into_any()
}

/// A sentence whose parts in backticks are code.
pub fn code_spans(text: &str) -> AnyView {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        let part = part.to_owned();
        if index % 2 == 1 { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
    });
    parts.collect::<Vec<_>>().into_any()
}

/// A button that copies a text.
#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    /// What the text is, for the name of the button and the message (`hash`).
    what: &'static str,
    /// Shows the icon only.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            match output::copy(&text).await {
                Ok(()) => toasts.done(format!("Copied the {what}")),
                Err(reason) => toasts.failed(reason),
            }
        });
    };
    let name = format!("Copy the {what}");
    if bare {
        view! {
            <button class="icon-btn" type="button" aria-label=name.clone() title=name on:click=copy>
                {small_icon(Icon::Copy)}
            </button>
        }
        .into_any()
    } else {
        view! {
            <button class="btn small" type="button" aria-label=name on:click=copy>{small_icon(Icon::Copy)} "Copy"</button>
        }
        .into_any()
    }
}
