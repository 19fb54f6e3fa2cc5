//! A question before leaving a page with unsaved changes.

use crate::browser::page;
use leptos::prelude::*;

const QUESTION: &str = "Your changes are not saved and will be lost. Leave anyway?";

/// The signals that say whether there are unsaved changes.
#[derive(Clone, Copy)]
pub struct Leaving(StoredValue<Vec<Signal<bool>>>);

pub(super) fn provide() {
    let leaving = Leaving(StoredValue::default());
    provide_context(leaving);
    page::on_closing(move || leaving.has_unsaved());
    page::on_link(move || leaving.is_allowed());
}

pub fn use_leaving() -> Leaving {
    expect_context()
}

/// Asks before the page is left while `unsaved` holds and the current owner lives.
pub fn use_unsaved(unsaved: Signal<bool>) {
    let Leaving(all) = use_leaving();
    all.update_value(|all| all.push(unsaved));
    on_cleanup(move || {
        all.try_update_value(|all| all.retain(|other| *other != unsaved));
    });
}

impl Leaving {
    /// Whether the page may be left; asks when there are unsaved changes.
    pub fn is_allowed(self) -> bool {
        !self.has_unsaved() || page::confirm(QUESTION)
    }

    fn has_unsaved(self) -> bool {
        self.0.with_value(|all| all.iter().any(|unsaved| unsaved.try_get_untracked() == Some(true)))
    }
}
