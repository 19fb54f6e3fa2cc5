//! The button that chooses a folder, the progress of reading it, and the result.

use super::{Folders, Status, read::Progress, text};
use crate::{
    browser::folders,
    pages::editor::text as editor_text,
    reactive::{live_if, memo, pressed},
    state::draft::Edit,
    ui::{Icon, Tone, meter, note, small_icon},
};
use leptos::prelude::*;

/// A button that opens the browser's folder chooser.
#[component]
pub fn FolderButton(
    folders: Folders,
    label: &'static str,
    #[prop(default = "btn file")] class: &'static str,
) -> impl IntoView {
    let choose = move |event: web_sys::Event| {
        if let Some(folder) = folders::chosen(&event) {
            folders.import(folder);
        }
    };
    view! {
        <label class=class>
            {small_icon(Icon::Upload)} {label}
            <input class="vh" type="file" prop:webkitdirectory=true on:change=choose />
        </label>
    }
}

/// The progress of an import and its result, with a button that undoes it.
#[component]
pub fn FolderNote(folders: Folders) -> impl IntoView {
    let Folders { status, draft, .. } = folders;
    // The meter is not replaced while its value changes.
    let phase = memo(move || match status.get() {
        Status::Listing(_) | Status::Reading(_) => Status::Listing(0),
        status => status,
    });
    let close = move || {
        let close = pressed(move || status.set(Status::Idle));
        view! { <button class="btn small bare" type="button" on:click=close>{editor_text::CLOSE}</button> }
    };
    let undo = move |_| {
        draft.apply(Edit::UndoImport);
        status.set(Status::Idle);
    };
    live_if(move || match phase.get() {
        Status::Idle => None,
        Status::Listing(_) | Status::Reading(_) => Some(progress(status)),
        Status::Imported(name) => {
            let body = view! {
                <p>{text::MODES}</p>
                <p class="acts">
                    <button class="btn small" type="button" on:click=undo>
                        {editor_text::UNDO_IMPORT}
                    </button>
                    {close()}
                </p>
            };
            Some(note(Tone::Info, text::imported(&name), body))
        }
        Status::Failed(name, error) => {
            let body = view! {
                <p>{editor_text::problem_and_help(&error)}</p>
                <p class="soft">{editor_text::DRAFT_UNCHANGED}</p>
                <p class="acts">{close()}</p>
            };
            Some(note(Tone::Bad, text::not_imported(&name), body))
        }
    })
}

fn progress(status: RwSignal<Status>) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
    let part = Signal::derive(move || match status.get() {
        Status::Reading(progress) => Some(progress.bytes as f64 / progress.total_bytes.max(1) as f64),
        _ => None,
    });
    let words = move || match status.get() {
        Status::Listing(files) => text::listing(files),
        Status::Reading(Progress { files, total_files, bytes, total_bytes }) => {
            text::reading((files, total_files), (bytes, total_bytes))
        }
        _ => String::new(),
    };
    note(Tone::Info, text::PROGRESS, view! { {meter(text::PROGRESS, part)} <p class="num">{words}</p> })
}
