//! Choosing a folder, how far reading it is, and what came of it.

use super::{Doing, Folders, text};
use crate::{
    browser::folders,
    reactive::{live_if, memo, pressed},
    ui::{Icon, Tone, meter, note, small_icon},
};
use definition::{ImportError, mask};
use leptos::prelude::*;

/// A button that opens the browser's folder chooser.
#[component]
pub fn FolderButton(
    /// What takes the folder.
    folders: Folders,
    /// Its word.
    word: &'static str,
    /// Its class.
    #[prop(default = "btn file")]
    class: &'static str,
) -> impl IntoView {
    let choose = move |event: web_sys::Event| {
        if let Some(folder) = folders::chosen(&event) {
            folders.take(folder);
        }
    };
    view! {
        <label class=class>
            {small_icon(Icon::Upload)} {word}
            <input class="vh" type="file" prop:webkitdirectory=true on:change=choose />
        </label>
    }
}

/// How far reading a folder is, and what came of it; taking it in can be undone here.
#[component]
pub fn FolderNote(
    /// What takes folders.
    folders: Folders,
) -> impl IntoView {
    let Folders { doing, draft, .. } = folders;
    // The meter stays while its value changes.
    let kind = memo(move || match doing.get() {
        Doing::Looking(_) | Doing::Reading(_) => Doing::Looking(0),
        doing => doing,
    });
    let close = move || {
        let close = pressed(move || doing.set(Doing::Nothing));
        view! { <button class="btn small bare" type="button" on:click=close>{crate::features::author::text::CLOSE}</button> }
    };
    let undo = move |_| {
        draft.undo_import();
        doing.set(Doing::Nothing);
    };
    live_if(move || match kind.get() {
        Doing::Nothing => None,
        Doing::Looking(_) | Doing::Reading(_) => Some(progress(doing)),
        Doing::Taken(name) => {
            let body = view! {
                <p>{text::MODES}</p>
                <p class="acts">
                    <button class="btn small" type="button" on:click=undo>
                        {crate::features::author::text::UNDO_IMPORT}
                    </button>
                    {close()}
                </p>
            };
            Some(note(Tone::Info, text::taken(&name), body))
        }
        Doing::Failed(name, error) => {
            let ImportError { line, message, help } = error;
            let place = line.map(|line| format!("Line {line}: ")).unwrap_or_default();
            let body = view! {
                <p>{place} {mask(&message).into_owned()} ". " {help}</p>
                <p class="soft">{crate::features::author::text::KEPT}</p>
                <p class="acts">{close()}</p>
            };
            Some(note(Tone::Bad, text::not_taken(&name), body))
        }
    })
}

fn progress(doing: RwSignal<Doing>) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
    let part = Signal::derive(move || match doing.get() {
        Doing::Reading(progress) => Some(progress.bytes as f64 / progress.size.max(1) as f64),
        _ => None,
    });
    let words = move || match doing.get() {
        Doing::Looking(files) => text::looking(files),
        Doing::Reading(progress) => text::reading(progress),
        _ => String::new(),
    };
    note(Tone::Info, text::PROGRESS, view! { {meter(text::PROGRESS, part)} <p class="num">{words}</p> })
}
