//! Importing files that are chosen, dropped or pasted, with a note about the result.

use super::text;
use crate::{
    browser::files,
    reactive::{live_if, pressed},
    state::draft::{Draft, Edit},
    ui::{Icon, Tone, note, small_icon},
};
use definition::{FileError, GivenFiles, ImportError, ImportedFiles, Kind, MAXIMUM_BYTES, Note};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

/// Imports files into the draft. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Importer {
    draft: Draft,
    report: RwSignal<Option<Report>>,
    on_import: Callback<()>,
}

/// The result of the last import.
#[derive(Clone)]
struct Report {
    file: String,
    outcome: Result<Summary, ImportError>,
}

#[derive(Clone)]
struct Summary {
    kind: Kind,
    notes: Vec<Note>,
    /// The files that were read together with the first one.
    companions: Vec<String>,
}

impl Importer {
    /// `on_import` runs after every successful import.
    pub fn new(draft: Draft, on_import: Callback<()>) -> Self {
        Self { draft, report: RwSignal::new(None), on_import }
    }

    /// Imports a text.
    pub fn import(self, name: &str, bytes: &[u8]) {
        let outcome = if bytes.len() > MAXIMUM_BYTES {
            Err(too_large())
        } else {
            let imported = self.draft.import(bytes);
            imported.map(|file| Summary { kind: file.kind, notes: file.notes, companions: Vec::new() })
        };
        self.finish(name.into(), outcome);
    }

    /// Imports a file, or files that belong together.
    pub fn import_files(self, files: Vec<File>) {
        let named = files.into_iter().map(|file| (file.name(), file)).collect();
        spawn_local(async move { self.import_named(None, named).await });
    }

    /// Imports the definition that is among these files, each with its path in a folder.
    pub async fn import_named(self, folder: Option<String>, files: Vec<(String, File)>) {
        let name = folder.unwrap_or_else(|| files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(", "));
        let mut given = Vec::with_capacity(files.len());
        for (path, file) in files {
            match files::read(&file, MAXIMUM_BYTES).await {
                Ok(bytes) if bytes.len() > MAXIMUM_BYTES => return self.finish(path, Err(too_large())),
                Ok(bytes) => given.push((path, bytes)),
                Err(_) => return self.finish(path, Err(unreadable())),
            }
        }
        let given = GivenFiles::new(given);
        let file = match given.definition_file() {
            Ok(file) => file,
            Err(error) => return self.finish(name, Err(error)),
        };
        match given.import(file, None) {
            Ok(ImportedFiles { imported, companions, .. }) => {
                let companions = companions.into_iter().map(|companion| companion.path).collect();
                let summary = Summary { kind: imported.kind, notes: imported.notes.clone(), companions };
                self.draft.apply(Edit::Import(Box::new(imported)));
                self.finish(file.into(), Ok(summary));
            }
            Err(FileError { file: companion, error }) => {
                self.finish(companion.unwrap_or_else(|| file.into()), Err(error));
            }
        }
    }

    fn finish(self, file: String, outcome: Result<Summary, ImportError>) {
        if outcome.is_ok() {
            self.on_import.run(());
        }
        self.report.set(Some(Report { file, outcome }));
    }

    /// Imports what is pasted outside a field.
    pub fn paste(self, event: &web_sys::ClipboardEvent) {
        let files = files::pasted_files(event);
        if !files.is_empty() {
            event.prevent_default();
            self.import_files(files);
        } else if !files::is_in_field(event) {
            let pasted = files::pasted(event);
            if !pasted.trim().is_empty() {
                event.prevent_default();
                self.import(text::PASTED, pasted.as_bytes());
            }
        }
    }

    /// Imports what is dropped.
    pub fn drop(self, event: &web_sys::DragEvent) {
        event.prevent_default();
        let files = files::dropped(event);
        if !files.is_empty() {
            self.import_files(files);
        }
    }
}

fn too_large() -> ImportError {
    ImportError { line: None, message: text::TOO_LARGE.into(), help: text::TOO_LARGE_HELP.into() }
}

fn unreadable() -> ImportError {
    ImportError { line: None, message: text::UNREADABLE.into(), help: text::UNREADABLE_HELP.into() }
}

/// A button that opens the browser's file chooser.
#[component]
pub fn FileButton(importer: Importer, label: &'static str) -> impl IntoView {
    let choose = move |event: web_sys::Event| {
        let files = files::chosen(&event);
        if !files.is_empty() {
            importer.import_files(files);
        }
    };
    view! {
        <label class="btn file">
            {small_icon(Icon::Upload)} {label}
            <input class="vh" type="file" multiple on:change=choose />
        </label>
    }
}

/// The result of the last import, with a button that undoes it.
#[component]
pub fn ImportNote(importer: Importer) -> impl IntoView {
    let Importer { draft, report, .. } = importer;
    let close = move || {
        view! { <button class="btn small bare" type="button" on:click=pressed(move || report.set(None))>{text::CLOSE}</button> }
    };
    let undo = move |_| {
        draft.apply(Edit::UndoImport);
        report.set(None);
    };
    live_if(move || {
        let Report { file, outcome } = report.get()?;
        Some(match outcome {
            Ok(summary) => {
                let notes = summary.notes.iter().map(|note| {
                    view! { <li>{text::import_note(note)}</li> }
                });
                let notes = notes.collect::<Vec<_>>();
                let body = view! {
                    <ul class="bullets">{notes}</ul>
                    <p class="acts">
                        <button class="btn small" type="button" on:click=undo>{text::UNDO_IMPORT}</button>
                        {close()}
                    </p>
                };
                note(Tone::Info, text::imported(&file, &summary.companions, summary.kind), body)
            }
            Err(error) => {
                let problem = text::problem_and_help(&error);
                let body = view! {
                    <p>{problem}</p>
                    <p class="soft">{text::DRAFT_UNCHANGED}</p>
                    <p class="acts">{close()}</p>
                };
                note(Tone::Bad, text::not_imported(&file), body)
            }
        })
    })
}
