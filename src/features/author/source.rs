//! The definition as a file: parsed at every keystroke, never lost.

use super::{code_field::CodeField, text};
use crate::reactive::{live, live_if, memo, pressed};
use crate::{
    browser::performance,
    features::checks::marks,
    state::draft::{Draft, Source},
    ui::{Tone, note},
};
use definition::checks::{Check, Severity};
use definition::{ImportError, Kind, mask};
use leptos::prelude::*;

/// One source view.
#[component]
pub fn SourceView(
    /// What is edited.
    draft: Draft,
    /// The form of the file.
    kind: Kind,
    /// What was found in it.
    checks: Memo<Vec<Check>>,
) -> impl IntoView {
    let find = move |sources: &Vec<Source>| sources.iter().find(|source| source.kind == kind).cloned();
    let source = memo(move || draft.sources.with(find));
    let is_open = memo(move || source.with(Option::is_some));
    let written = memo(move || source.get().map(|source| source.text).unwrap_or_default());
    let error = memo(move || source.get().and_then(|source| source.error));
    let change = Callback::new(move |text: String| {
        performance::began();
        draft.write(kind, text);
    });
    view! {
        <div id="source-problem">{live_if(move || error.get().map(|error| problem(&error)))}</div>
        {live(move || {
            if is_open.get() {
                let wrong = Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.line)));
                let marked = memo(move || match wrong.get() {
                    Some(line) => vec![(line, Severity::Error)],
                    None => checks.with(|checks| marks(checks)),
                });
                view! {
                    <CodeField
                        label=text::kind(kind)
                        text=written
                        change=change
                        wrong=wrong
                        marked=marked
                        described_by="source-problem"
                        least=12
                    />
                }
                .into_any()
            } else {
                impossible(draft, kind)
            }
        })}
    }
}

fn problem(error: &ImportError) -> AnyView {
    let help = mask(&error.help).into_owned();
    note(Tone::Bad, text::problem(error), view! { <p>{help}</p> <p class="soft">{text::LAST_GOOD}</p> })
}

/// What stands in the place of a view that cannot hold its part of the definition.
fn impossible(draft: Draft, kind: Kind) -> AnyView {
    draft.definition.track();
    match draft.text(kind) {
        Err(error) => note(Tone::Info, error.to_string(), ()),
        Ok(_) => ().into_any(),
    }
}

/// Texts of other views that cannot be read, each with the way back to it.
#[component]
pub fn UnreadTexts(
    /// What is edited.
    draft: Draft,
) -> impl IntoView {
    let show = move |source: Source| {
        let kind = source.kind;
        let error = source.error?;
        if draft.tab.get() == crate::state::draft::EditorTab::Source(kind) {
            return None;
        }
        let open = move |_| draft.open(crate::state::draft::EditorTab::Source(kind));
        let body = view! {
            <p class="soft">{text::LAST_GOOD}</p>
            <p class="acts">
                <button class="btn small" type="button" on:click=open>{text::OPEN_TEXT}</button>
                <button class="btn small" type="button" on:click=pressed(move || draft.discard_source(kind))>{text::DISCARD_TEXT}</button>
            </p>
        };
        Some(note(Tone::Warn, text::unread(kind, &error), body))
    };
    move || draft.sources.get().into_iter().filter_map(show).collect::<Vec<_>>()
}
