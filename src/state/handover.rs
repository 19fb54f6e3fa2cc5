//! What somebody brought or pointed at on a page without an editor, on its way into the editor.

use crate::{
    browser::{
        files,
        folders::{self, Folder},
    },
    routes::Route,
};
use api::{ExplainedPackage, VersionReference};
use definition::edit::Edit;
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::File;

/// What somebody brought.
pub enum Brought {
    /// Files, dropped, pasted or chosen together.
    Files(Vec<File>),
    /// A folder that was dropped.
    Folder(Folder),
    /// A text that was pasted.
    Text(String),
    /// A package of a version to be looked at: a build of that version failed because of it.
    Package(VersionReference, ExplainedPackage),
    /// A change of a version that was offered on its page, to be made in a draft that begins as it.
    Change {
        /// The version.
        version: VersionReference,
        /// The change.
        edits: Vec<Edit>,
        /// What it does, in words.
        done: String,
    },
}

/// What is on its way into the editor.
#[derive(Clone, Copy)]
pub struct Handover(StoredValue<Option<Brought>, LocalStorage>);

pub(super) fn provide() {
    provide_context(Handover(StoredValue::new_local(None)));
}

/// What is on its way into the editor.
pub fn use_handover() -> Handover {
    expect_context()
}

impl Handover {
    /// Keeps what is on its way until an editor opens.
    pub fn bring(self, brought: Brought) {
        self.0.set_value(Some(brought));
    }

    /// Takes what was brought, once.
    pub fn take(self) -> Option<Brought> {
        self.0.try_update_value(Option::take).flatten()
    }
}

/// Opens the editor with what is brought.
pub fn use_bringing() -> impl Fn(Brought) + Clone + 'static {
    let handover = use_handover();
    let navigate = use_navigate();
    move |brought| {
        handover.bring(brought);
        navigate(&Route::New { from: None }.to_string(), NavigateOptions::default());
    }
}

/// Opens the editor with what is dropped or pasted anywhere on the page while the current owner lives.
pub fn take_anywhere() {
    anywhere(use_bringing());
}

/// Keeps what is dropped or pasted for the editor that is on its way, while the current owner lives: without this the
/// browser would leave the page for the file.
pub fn keep_for_editor() {
    let Handover(handover) = use_handover();
    anywhere(move |brought| handover.set_value(Some(brought)));
}

fn anywhere(bring: impl Fn(Brought) + Clone + 'static) {
    let over = window_event_listener(ev::dragover, move |event| event.prevent_default());
    let drop = {
        let bring = bring.clone();
        window_event_listener(ev::drop, move |event| {
            event.prevent_default();
            let files = files::dropped(&event);
            if let Some(folder) = folders::dropped(&event) {
                bring(Brought::Folder(Folder::Dropped(folder)));
            } else if !files.is_empty() {
                bring(Brought::Files(files));
            }
        })
    };
    let paste = window_event_listener(ev::paste, move |event| {
        let files = files::pasted_files(&event);
        if !files.is_empty() {
            event.prevent_default();
            bring(Brought::Files(files));
        } else if !files::is_in_field(&event) {
            let text = files::pasted(&event);
            if !text.trim().is_empty() {
                event.prevent_default();
                bring(Brought::Text(text));
            }
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
        paste.remove();
    });
}
