//! Short messages about what was just done, or why it failed.

use crate::api::Failure;
use leptos::prelude::*;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Failed,
}

#[derive(Clone, Debug)]
pub struct Toast {
    pub id: u32,
    pub outcome: Outcome,
    pub text: String,
    pub undo: Option<Callback<()>>,
}

/// The messages that are shown.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    count: StoredValue<u32>,
}

/// How long a message is shown. One about a failure is shown until it is closed.
const SHOWN_FOR: Duration = Duration::from_secs(4);
/// How long a message with an undo button is shown.
const UNDO_SHOWN_FOR: Duration = Duration::from_secs(10);

pub(super) fn provide() {
    provide_context(Toasts { shown: RwSignal::default(), count: StoredValue::new(0) });
}

pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    pub fn all(self) -> Vec<Toast> {
        self.shown.get()
    }

    /// Says what was done.
    pub fn done(self, text: impl Into<String>) {
        let id = self.show(Outcome::Done, text.into(), None);
        set_timeout(move || self.close(id), SHOWN_FOR);
    }

    /// Says what was done and offers to undo it.
    pub fn done_with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let id = self.show(Outcome::Done, text.into(), Some(Callback::new(move |()| undo())));
        set_timeout(move || self.close(id), UNDO_SHOWN_FOR);
    }

    /// Says what could not be done.
    pub fn failed(self, text: impl Into<String>) {
        self.show(Outcome::Failed, text.into(), None);
    }

    /// Says why a request failed.
    pub fn failure(self, failure: &Failure) {
        let help = failure.help.as_deref().unwrap_or_default();
        self.failed(if help.is_empty() { failure.message.clone() } else { format!("{}. {help}", failure.message) });
    }

    pub fn close(self, id: u32) {
        self.shown.try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    fn show(self, outcome: Outcome, text: String, undo: Option<Callback<()>>) -> u32 {
        let id = self.count.get_value() + 1;
        self.count.set_value(id);
        self.shown.update(|toasts| toasts.push(Toast { id, outcome, text, undo }));
        id
    }
}
