//! A field to search with.

use super::{Icon, icon};
use leptos::prelude::*;

/// A search field; `/` brings the focus to it.
#[component]
pub fn SearchField(
    /// What can be searched for, the name of the field.
    label: &'static str,
    /// What is searched for.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed.
    change: Callback<String>,
    /// Is told of Enter, and whether it was with shift.
    #[prop(optional)]
    submit: Option<Callback<bool>>,
) -> impl IntoView {
    crate::state::shortcuts::use_shortcut("/", "search", || crate::browser::page::focus(".search .input"));
    view! {
        <div class="search" role="search">
            {icon(Icon::Search)}
            <input
                class="input"
                type="search"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                prop:value=value
                on:input:target=move |event| change.run(event.target().value())
                on:keydown=move |event| {
                    if event.key() == "Enter" && let Some(submit) = submit {
                        submit.run(event.shift_key());
                    } else if event.key() == "Escape" {
                        crate::browser::page::focus("h1");
                    }
                }
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}
