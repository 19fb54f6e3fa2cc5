//! A field for text with line numbers; a line that cannot be read is marked.

use crate::reactive::{entered, memo};
use leptos::prelude::*;

/// A field for text with line numbers.
#[component]
pub fn CodeField(
    /// Its name.
    label: &'static str,
    /// Its text.
    #[prop(into)]
    text: Signal<String>,
    /// Takes what was typed.
    change: Callback<String>,
    /// The line that cannot be read, the first is 1.
    #[prop(optional, into)]
    marked: Signal<Option<u32>>,
    /// The identifier of the text that says why.
    #[prop(optional)]
    described_by: &'static str,
    /// How many lines are shown at least.
    #[prop(default = 2)]
    least: usize,
) -> impl IntoView {
    let lines = memo(move || text.with(|text| text.matches('\n').count() + 1).max(least));
    let numbers = move || (1..=lines.get()).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
    let mark = move || {
        let before = "\n".repeat((marked.get()?.max(1) - 1) as usize);
        Some(view! { <pre class="marked" aria-hidden="true">{before} <mark>" "</mark></pre> })
    };
    view! {
        <div class="code-field">
            <pre class="numbers" aria-hidden="true">{numbers}</pre>
            <div class="code-text">
                {mark}
                <textarea
                    aria-label=label
                    aria-invalid=Signal::derive(move || marked.get().map(|_| "true"))
                    aria-describedby=Signal::derive(move || marked.get().map(|_| described_by))
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    prop:rows=Signal::derive(move || u32::try_from(lines.get()).unwrap_or(u32::MAX))
                    prop:value=text
                    on:input=entered(move |text| change.run(text))
                ></textarea>
            </div>
        </div>
    }
}
