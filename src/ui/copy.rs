//! Copying with a word about it.

use super::{Icon, small_icon};
use crate::{browser::clipboard, state::toasts::use_toasts};
use leptos::{prelude::*, task::spawn_local};

/// A button that copies a text.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for the name of the button and the message (`hash`).
    what: &'static str,
    /// Whether only an icon is shown.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            match clipboard::copy(&text).await {
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
