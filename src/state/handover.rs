//! Files, texts and changes that another page hands over to the editor.

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

pub enum Handed {
    /// Files that were dropped, pasted or chosen together.
    Files(Vec<File>),
    /// A folder that was dropped.
    Folder(Folder),
    /// A text that was pasted.
    Text(String),
    /// A package to show: a build of this version failed because of it.
    Package(VersionReference, ExplainedPackage),
    /// A change that was suggested on the page of a version, for a draft that starts from it.
    Change { version: VersionReference, edits: Vec<Edit>, summary: String },
}

#[derive(Clone, Copy)]
pub struct Handover(StoredValue<Option<Handed>, LocalStorage>);

pub(super) fn provide() {
    provide_context(Handover(StoredValue::new_local(None)));
}

pub fn use_handover() -> Handover {
    expect_context()
}

impl Handover {
    /// Keeps something until an editor opens.
    pub fn put(self, handed: Handed) {
        self.0.set_value(Some(handed));
    }

    /// Takes what was handed over, once.
    pub fn take(self) -> Option<Handed> {
        self.0.try_update_value(Option::take).flatten()
    }
}

/// A function that opens the editor with what it gets.
pub fn use_open_editor() -> impl Fn(Handed) + Clone + 'static {
    let handover = use_handover();
    let navigate = use_navigate();
    move |handed| {
        handover.put(handed);
        navigate(&Route::New { from: None }.to_string(), NavigateOptions::default());
    }
}

/// Opens the editor with what is dropped or pasted anywhere on the page, while the current owner lives.
pub fn open_editor_on_drop() {
    on_drop_or_paste(use_open_editor());
}

/// Keeps what is dropped or pasted for the editor that is loading, while the current owner lives. Otherwise the browser would
/// open the file instead of the page.
pub fn keep_for_editor() {
    let Handover(handover) = use_handover();
    on_drop_or_paste(move |handed| handover.set_value(Some(handed)));
}

fn on_drop_or_paste(hand_over: impl Fn(Handed) + Clone + 'static) {
    let over = window_event_listener(ev::dragover, move |event| event.prevent_default());
    let drop = {
        let hand_over = hand_over.clone();
        window_event_listener(ev::drop, move |event| {
            event.prevent_default();
            let files = files::dropped(&event);
            if let Some(folder) = folders::dropped(&event) {
                hand_over(Handed::Folder(Folder::Dropped(folder)));
            } else if !files.is_empty() {
                hand_over(Handed::Files(files));
            }
        })
    };
    let paste = window_event_listener(ev::paste, move |event| {
        let files = files::pasted_files(&event);
        if !files.is_empty() {
            event.prevent_default();
            hand_over(Handed::Files(files));
        } else if !files::is_in_field(&event) {
            let text = files::pasted(&event);
            if !text.trim().is_empty() {
                event.prevent_default();
                hand_over(Handed::Text(text));
            }
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
        paste.remove();
    });
}
