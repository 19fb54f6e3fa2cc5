//! Files taken into the draft: chosen, dropped or pasted, with a note of what was understood.

use super::text;
use crate::reactive::{live_if, pressed};
use crate::{
    browser::files,
    state::draft::Draft,
    ui::{Icon, Tone, note, small_icon},
};
use definition::{FileError, GivenFiles, ImportError, ImportedFiles, Kind, MAXIMUM_BYTES, Note, mask};
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
    /// The file, or the files.
    what: String,
    outcome: Result<Understood, ImportError>,
}

/// What was understood of the files of an import.
#[derive(Clone)]
struct Understood {
    kind: Kind,
    notes: Vec<Note>,
    /// The files that were read together with the first.
    companions: Vec<String>,
}

impl Importer {
    /// An importer into this draft; `taken` is told of every file that was understood.
    pub fn new(draft: Draft, taken: Callback<()>) -> Self {
        Self { draft, report: RwSignal::new(None), taken }
    }

    /// Takes in what a text holds.
    pub fn take(self, what: &str, bytes: &[u8]) {
        let outcome = if bytes.len() > MAXIMUM_BYTES {
            Err(too_big())
        } else {
            let imported = self.draft.import(bytes);
            imported.map(|file| Understood { kind: file.kind, notes: file.notes, companions: Vec::new() })
        };
        self.finish(what.into(), outcome);
    }

    /// Takes in a file, or files that belong together.
    pub fn take_files(self, files: Vec<File>) {
        let named = files.into_iter().map(|file| (file.name(), file)).collect();
        spawn_local(async move { self.take_given(None, named).await });
    }

    /// Takes in the definition that is among these files, each with its path in the folder of this name.
    pub async fn take_given(self, folder: Option<String>, files: Vec<(String, File)>) {
        let what = folder.unwrap_or_else(|| files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(", "));
        let mut given = Vec::with_capacity(files.len());
        for (path, file) in files {
            match files::read(&file, MAXIMUM_BYTES).await {
                Ok(bytes) if bytes.len() > MAXIMUM_BYTES => return self.finish(path, Err(too_big())),
                Ok(bytes) => given.push((path, bytes)),
                Err(_) => return self.finish(path, Err(unreadable())),
            }
        }
        let given = GivenFiles::new(given);
        let file = match given.definition_file() {
            Ok(file) => file,
            Err(error) => return self.finish(what, Err(error)),
        };
        match given.import(file, None) {
            Ok(ImportedFiles { imported, companions, .. }) => {
                self.draft.take_imported(&imported);
                let companions = companions.into_iter().map(|companion| companion.path).collect();
                let understood = Understood { kind: imported.kind, notes: imported.notes, companions };
                self.finish(file.into(), Ok(understood));
            }
            Err(FileError { file: companion, error }) => {
                self.finish(companion.unwrap_or_else(|| file.into()), Err(error));
            }
        }
    }

    /// Says how an import went.
    fn finish(self, what: String, outcome: Result<Understood, ImportError>) {
        if outcome.is_ok() {
            self.taken.run(());
        }
        self.report.set(Some(Report { what, outcome }));
    }

    /// Takes in what is pasted outside a field.
    pub fn paste(self, event: &web_sys::ClipboardEvent) {
        let files = files::pasted_files(event);
        if !files.is_empty() {
            event.prevent_default();
            self.take_files(files);
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
        let files = files::dropped(event);
        if !files.is_empty() {
            self.take_files(files);
        }
    }
}

fn too_big() -> ImportError {
    ImportError { line: None, message: text::TOO_BIG.into(), help: text::TOO_BIG_HELP.into() }
}

fn unreadable() -> ImportError {
    ImportError { line: None, message: text::UNREADABLE.into(), help: text::UNREADABLE_HELP.into() }
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
        let files = files::chosen(&event);
        if !files.is_empty() {
            importer.take_files(files);
        }
    };
    view! {
        <label class="btn file">
            {small_icon(Icon::Upload)} {word}
            <input class="vh" type="file" multiple on:change=choose />
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
                note(Tone::Info, text::imported(&what, &file.companions, file.kind), body)
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
