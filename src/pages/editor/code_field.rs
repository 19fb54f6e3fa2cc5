//! A text field with line numbers and marked lines.

use crate::{
    components::checks::Mark,
    reactive::{entered, live, memo},
};
use definition::checks::Severity;
use leptos::prelude::*;

#[component]
pub fn CodeField(
    label: &'static str,
    #[prop(into)] text: Signal<String>,
    change: Callback<String>,
    /// The line that cannot be read; the first is 1.
    #[prop(optional, into)]
    error_line: Signal<Option<u32>>,
    /// In order of lines.
    #[prop(optional, into)]
    marked: Signal<Vec<Mark>>,
    /// The id of the element with the error.
    #[prop(optional)]
    described_by: &'static str,
    #[prop(default = 2)] min_lines: usize,
) -> impl IntoView {
    let line_count = memo(move || text.with(|text| text.matches('\n').count() + 1));
    let lines = memo(move || line_count.get().max(min_lines));
    let numbers = move || (1..=line_count.get()).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
    let marks = live(move || {
        let mut line = 1;
        let mark = |(marked, severity): Mark| {
            let before = "\n".repeat(marked.saturating_sub(line) as usize);
            // A mark is a block element, so it ends its line.
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
                    aria-invalid=Signal::derive(move || error_line.get().map(|_| "true"))
                    aria-describedby=Signal::derive(move || error_line.get().map(|_| described_by))
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
