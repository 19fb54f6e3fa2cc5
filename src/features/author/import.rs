//! Files taken into the draft: chosen, dropped or pasted, with a note of what was understood.

use super::text;
use crate::reactive::{live_if, pressed};
use crate::{
    browser::files,
    state::draft::Draft,
    ui::{Icon, Tone, note, small_icon},
};
use definition::{ImportError, Imported, MAXIMUM_BYTES, mask};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

/// Takes files in. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Importer {
    draft: Draft,
    report: RwSignal<Option<Report>>,
    taken: Callback<()>,
}

/// How the last import went.
#[derive(Clone)]
struct Report {
    what: String,
    outcome: Result<Imported, ImportError>,
}

impl Importer {
    /// An importer into this draft; `taken` is told of every file that was understood.
    pub fn new(draft: Draft, taken: Callback<()>) -> Self {
        Self { draft, report: RwSignal::new(None), taken }
    }

    /// Takes in what a file holds.
    pub fn take(self, what: &str, bytes: &[u8]) {
        let outcome = if bytes.len() > MAXIMUM_BYTES {
            Err(ImportError { line: None, message: text::TOO_BIG.into(), help: text::TOO_BIG_HELP.into() })
        } else {
            self.draft.import(bytes)
        };
        if outcome.is_ok() {
            self.taken.run(());
        }
        self.report.set(Some(Report { what: what.into(), outcome }));
    }

    /// Takes in a file.
    pub fn take_file(self, file: File) {
        spawn_local(async move {
            if let Ok(bytes) = files::read(&file, MAXIMUM_BYTES).await {
                self.take(&file.name(), &bytes);
            } else {
                let error =
                    ImportError { line: None, message: text::UNREADABLE.into(), help: text::UNREADABLE_HELP.into() };
                self.report.set(Some(Report { what: file.name(), outcome: Err(error) }));
            }
        });
    }

    /// Takes in what is pasted outside a field.
    pub fn paste(self, event: &web_sys::ClipboardEvent) {
        if let Some(file) = files::pasted_file(event) {
            event.prevent_default();
            self.take_file(file);
        } else if !files::is_in_field(event) {
            let pasted = files::pasted(event);
            if !pasted.trim().is_empty() {
                event.prevent_default();
                self.take(text::PASTED, pasted.as_bytes());
            }
        }
    }

    /// Takes in what is dropped.
    pub fn drop(self, event: &web_sys::DragEvent) {
        event.prevent_default();
        if let Some(file) = files::dropped(event) {
            self.take_file(file);
        }
    }
}

/// A button that opens the browser's file chooser.
#[component]
pub fn FileButton(
    /// What takes the file.
    importer: Importer,
    /// Its word.
    word: &'static str,
) -> impl IntoView {
    let choose = move |event: web_sys::Event| {
        if let Some(file) = files::chosen(&event) {
            importer.take_file(file);
        }
    };
    view! {
        <label class="btn file">
            {small_icon(Icon::Upload)} {word}
            <input class="vh" type="file" on:change=choose />
        </label>
    }
}

/// What was understood of the last file and what was not; an import can be undone here.
#[component]
pub fn ImportNote(
    /// What took the file.
    importer: Importer,
) -> impl IntoView {
    let Importer { draft, report, .. } = importer;
    let close = move || {
        view! { <button class="btn small bare" type="button" on:click=pressed(move || report.set(None))>{text::CLOSE}</button> }
    };
    let undo = move |_| {
        draft.undo_import();
        report.set(None);
    };
    live_if(move || {
        let Report { what, outcome } = report.get()?;
        Some(match outcome {
            Ok(file) => {
                let notes = file.notes.iter().map(|note| {
                    let line = note.line.map(|line| format!("Line {line}: ")).unwrap_or_default();
                    view! { <li>{line} {mask(&note.message).into_owned()}</li> }
                });
                let notes = notes.collect::<Vec<_>>();
                let body = view! {
                    <ul class="bullets">{notes}</ul>
                    <p class="acts">
                        <button class="btn small" type="button" on:click=undo>{text::UNDO_IMPORT}</button>
                        {close()}
                    </p>
                };
                note(Tone::Info, text::imported(&what, file.kind), body)
            }
            Err(error) => {
                let problem = text::problem(&error);
                let body = view! {
                    <p>{problem} ". " {mask(&error.help).into_owned()}</p>
                    <p class="soft">{text::KEPT}</p>
                    <p class="acts">{close()}</p>
                };
                note(Tone::Bad, text::not_imported(&what), body)
            }
        })
    })
}
