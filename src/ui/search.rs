//! Search fields.

use super::{Icon, icon};
use leptos::prelude::*;

/// The key `/` focuses it.
#[component]
pub fn SearchField(
    /// What can be searched for.
    label: &'static str,
    #[prop(into)] value: Signal<String>,
    change: Callback<String>,
    /// Runs on Enter, with whether Shift is pressed.
    #[prop(optional)]
    submit: Option<Callback<bool>>,
) -> impl IntoView {
    crate::state::shortcuts::use_shortcut("/", "search", || crate::browser::focus::focus(".search .input"));
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
                        crate::browser::focus::focus("h1");
                    }
                }
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}
