//! Drafts in the storage of this browser, one for each address, so that a reload or a closed tab loses nothing.

use super::{Content, Draft, UnreadableDraft};
use crate::browser::storage;
use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*};
use std::time::Duration;

/// How long typing has to pause before the draft is saved.
const DEBOUNCE: Duration = Duration::from_millis(250);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// There is nothing to save.
    Unchanged,
    Saved,
    /// The browser refuses to store it.
    NotSaved,
}

/// Saves the draft of one address.
#[derive(Clone, Copy)]
pub struct Autosave {
    state: RwSignal<SaveState>,
    address: StoredValue<String>,
    is_stopped: StoredValue<bool>,
}

fn key(address: &str) -> String {
    format!("draft {address}")
}

/// The draft that was saved for an address.
///
/// # Errors
/// When it cannot be read.
pub fn load(address: &str) -> Option<Result<Content, UnreadableDraft>> {
    storage::get(&key(address)).map(|text| Content::from_json(&text))
}

/// Saves a draft for an address; returns whether the browser stored it.
pub fn save(address: &str, content: &Content) -> bool {
    storage::set(&key(address), &content.to_json())
}

fn remove(address: &str) {
    storage::remove(&key(address));
}

/// Saves the draft while it differs from its start and while the current owner lives.
pub fn use_autosave(draft: Draft, address: &str, start: Content, state: SaveState) -> Autosave {
    let autosave = Autosave {
        state: RwSignal::new(state),
        address: StoredValue::new(address.to_owned()),
        is_stopped: StoredValue::new(false),
    };
    let start = StoredValue::new(start);
    let write = move || {
        if autosave.is_stopped.try_get_value() != Some(false) {
            return;
        }
        let content = untrack(|| draft.content());
        let address = autosave.address.get_value();
        let state = if start.with_value(|start| *start == content) {
            remove(&address);
            SaveState::Unchanged
        } else if save(&address, &content) {
            SaveState::Saved
        } else {
            SaveState::NotSaved
        };
        autosave.state.set(state);
    };
    Effect::new(move |again: Option<()>| {
        draft.track();
        if again.is_some() {
            let timer = set_timeout_with_handle(write, DEBOUNCE);
            on_cleanup(move || _ = timer.map(|timer| timer.clear()));
        }
    });
    let leaving = window_event_listener_untyped("pagehide", move |_| write());
    on_cleanup(move || {
        leaving.remove();
        write();
    });
    autosave
}

impl Autosave {
    pub fn state(self) -> SaveState {
        self.state.get()
    }

    /// Removes the saved draft and saves it no more.
    pub fn stop(self) {
        self.is_stopped.set_value(true);
        remove(&self.address.get_value());
    }
}
