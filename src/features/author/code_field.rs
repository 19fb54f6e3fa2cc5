//! A field for text with line numbers; lines that cannot be read or that were found fault with are marked.

use crate::features::checks::Mark;
use crate::reactive::{entered, live, memo};
use definition::checks::Severity;
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
    wrong: Signal<Option<u32>>,
    /// The lines that are marked, in order, with how much what was found there weighs.
    #[prop(optional, into)]
    marked: Signal<Vec<Mark>>,
    /// The identifier of the text that says why.
    #[prop(optional)]
    described_by: &'static str,
    /// How many lines are shown at least.
    #[prop(default = 2)]
    least: usize,
) -> impl IntoView {
    let written = memo(move || text.with(|text| text.matches('\n').count() + 1));
    let lines = memo(move || written.get().max(least));
    let numbers = move || (1..=written.get()).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
    let marks = live(move || {
        let mut line = 1;
        let mark = |(marked, severity): Mark| {
            let before = "\n".repeat(marked.saturating_sub(line) as usize);
            // A mark is a block: it ends its own line.
            line = marked + 1;
            let class = if severity == Severity::Error { "bad" } else { "warn" };
            view! { {before} <mark class=class>" "</mark> }.into_any()
        };
        let marks: Vec<AnyView> = marked.get().into_iter().map(mark).collect();
        view! { <pre class="marked" aria-hidden="true">{marks}</pre> }
    });
    view! {
        <div class="code-field">
            <pre class="numbers" aria-hidden="true">{numbers}</pre>
            <div class="code-text">
                {marks}
                <textarea
                    aria-label=label
                    aria-invalid=Signal::derive(move || wrong.get().map(|_| "true"))
                    aria-describedby=Signal::derive(move || wrong.get().map(|_| described_by))
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
