//! Short messages about what was just done.

use crate::api::Failure;
use leptos::prelude::*;
use std::time::Duration;

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It was done.
    Done,
    /// It was not.
    Failed,
}

/// One message.
#[derive(Clone, Debug)]
pub struct Toast {
    /// Its number.
    pub id: u32,
    /// How it went.
    pub mood: Mood,
    /// What was done, or why not.
    pub text: String,
    /// Takes it back.
    pub undo: Option<Callback<()>>,
}

/// The messages that are shown.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    count: StoredValue<u32>,
}

/// How long a message about something done stays. One about something that failed stays until it is closed.
const STAY: Duration = Duration::from_secs(4);
/// How long a message stays that offers to take back what was done.
const STAY_TO_UNDO: Duration = Duration::from_secs(10);

pub(super) fn provide() {
    provide_context(Toasts { shown: RwSignal::default(), count: StoredValue::new(0) });
}

/// The messages.
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// The messages that are shown.
    pub fn all(self) -> Vec<Toast> {
        self.shown.get()
    }

    /// Says what was done.
    pub fn done(self, text: impl Into<String>) {
        let id = self.show(Mood::Done, text.into(), None);
        set_timeout(move || self.close(id), STAY);
    }

    /// Says what was done and offers to take it back.
    pub fn done_with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let id = self.show(Mood::Done, text.into(), Some(Callback::new(move |()| undo())));
        set_timeout(move || self.close(id), STAY_TO_UNDO);
    }

    /// Says what could not be done.
    pub fn failed(self, text: impl Into<String>) {
        self.show(Mood::Failed, text.into(), None);
    }

    /// Says why a request failed.
    pub fn failure(self, failure: &Failure) {
        let help = failure.help.as_deref().unwrap_or_default();
        self.failed(if help.is_empty() { failure.message.clone() } else { format!("{}. {help}", failure.message) });
    }

    /// Takes a message away.
    pub fn close(self, id: u32) {
        self.shown.try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    fn show(self, mood: Mood, text: String, undo: Option<Callback<()>>) -> u32 {
        let id = self.count.get_value() + 1;
        self.count.set_value(id);
        self.shown.update(|toasts| toasts.push(Toast { id, mood, text, undo }));
        id
    }
}
