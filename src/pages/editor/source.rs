//! The definition as a file: parsed at each keystroke, never lost.

use super::{code_field::CodeField, text};
use crate::{
    browser::performance,
    components::checks::marks,
    reactive::{live, live_if, memo, pressed},
    state::draft::{Draft, Edit, EditorTab, Source},
    ui::{Tone, note},
};
use definition::checks::{Check, Severity};
use definition::{ImportError, Kind, mask};
use leptos::prelude::*;

#[component]
pub fn SourceView(draft: Draft, kind: Kind, checks: Memo<Vec<Check>>) -> impl IntoView {
    let find = move |sources: &Vec<Source>| sources.iter().find(|source| source.kind == kind).cloned();
    let source = memo(move || draft.sources().with(find));
    let is_open = memo(move || source.with(Option::is_some));
    let written = memo(move || source.get().map(|source| source.text).unwrap_or_default());
    let error = memo(move || source.get().and_then(|source| source.error));
    let change = Callback::new(move |text: String| {
        performance::mark_edit();
        draft.apply(Edit::SourceText { kind, text });
    });
    view! {
        <div id="source-problem">{live_if(move || error.get().map(|error| problem(&error)))}</div>
        {live(move || {
            if is_open.get() {
                let error_line = Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.line)));
                let marked = memo(move || match error_line.get() {
                    Some(line) => vec![(line, Severity::Error)],
                    None => checks.with(|checks| marks(checks)),
                });
                view! {
                    <CodeField
                        label=text::kind(kind)
                        text=written
                        change=change
                        error_line=error_line
                        marked=marked
                        described_by="source-problem"
                        min_lines=12
                    />
                }
                .into_any()
            } else {
                not_possible(draft, kind)
            }
        })}
    }
}

fn problem(error: &ImportError) -> AnyView {
    let help = mask(&error.help).into_owned();
    note(Tone::Bad, text::problem(error), view! { <p>{help}</p> <p class="soft">{text::LAST_READABLE}</p> })
}

/// Shown when the view cannot hold its part of the definition.
fn not_possible(draft: Draft, kind: Kind) -> AnyView {
    draft.definition().track();
    match draft.text(kind) {
        Err(error) => note(Tone::Info, error.to_string(), ()),
        Ok(_) => ().into_any(),
    }
}

/// The texts of other views that cannot be read, each with a link to its view.
#[component]
pub fn UnreadableTexts(draft: Draft) -> impl IntoView {
    let show = move |source: Source| {
        let kind = source.kind;
        let error = source.error?;
        if draft.tab().get() == EditorTab::Source(kind) {
            return None;
        }
        let open = move |_| draft.open(EditorTab::Source(kind));
        let body = view! {
            <p class="soft">{text::LAST_READABLE}</p>
            <p class="acts">
                <button class="btn small" type="button" on:click=open>{text::OPEN_TEXT}</button>
                <button class="btn small" type="button" on:click=pressed(move || draft.apply(Edit::DiscardSourceText(kind)))>{text::DISCARD_TEXT}</button>
            </p>
        };
        Some(note(Tone::Warn, text::unreadable(kind, &error), body))
    };
    move || draft.sources().get().into_iter().filter_map(show).collect::<Vec<_>>()
}
