//! The draft kept in this browser, for each address its own, so that a reload or a closed tab loses nothing.

use crate::{
    browser::storage,
    state::draft::{Content, Draft, UnreadableDraft},
};
use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*};
use std::time::Duration;

/// How long typing has to rest before the draft is written.
const REST: Duration = Duration::from_millis(250);

/// Whether the draft is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// There is nothing to keep.
    Unchanged,
    /// It is kept.
    Yes,
    /// The browser does not keep it.
    No,
}

/// The drafts of one address.
#[derive(Clone, Copy)]
pub struct Saving {
    /// Whether the draft is kept.
    pub state: RwSignal<Saved>,
    key: StoredValue<String>,
    is_over: StoredValue<bool>,
}

fn key(address: &str) -> String {
    format!("draft {address}")
}

/// The draft kept for an address.
///
/// # Errors
/// When it cannot be read.
pub fn kept(address: &str) -> Option<Result<Content, UnreadableDraft>> {
    storage::get(&key(address)).map(|text| Content::from_json(&text))
}

/// Keeps a draft for an address; says whether the browser kept it.
pub fn keep(address: &str, content: &Content) -> bool {
    storage::set(&key(address), &content.to_json())
}

/// Forgets the draft of an address.
pub fn forget(address: &str) {
    storage::remove(&key(address));
}

/// Keeps the draft while the current owner lives, whenever it is another than at its start.
pub fn use_saving(draft: Draft, address: &str, start: Content, state: Saved) -> Saving {
    let saving = Saving {
        state: RwSignal::new(state),
        key: StoredValue::new(address.to_owned()),
        is_over: StoredValue::new(false),
    };
    let start = StoredValue::new(start);
    let write = move || {
        if saving.is_over.try_get_value() != Some(false) {
            return;
        }
        let content = untrack(|| draft.content());
        let address = saving.key.get_value();
        let state = if start.with_value(|start| *start == content) {
            forget(&address);
            Saved::Unchanged
        } else if keep(&address, &content) {
            Saved::Yes
        } else {
            Saved::No
        };
        saving.state.set(state);
    };
    Effect::new(move |again: Option<()>| {
        draft.track();
        if again.is_some() {
            let timer = set_timeout_with_handle(write, REST);
            on_cleanup(move || _ = timer.map(|timer| timer.clear()));
        }
    });
    let leaving = window_event_listener_untyped("pagehide", move |_| write());
    on_cleanup(move || {
        leaving.remove();
        write();
    });
    saving
}

impl Saving {
    /// Forgets the draft and keeps it no more.
    pub fn end(self) {
        self.is_over.set_value(true);
        forget(&self.key.get_value());
    }
}
