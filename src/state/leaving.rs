//! Leaving a page asks first where something would be lost.

use crate::browser::page;
use leptos::prelude::*;

const QUESTION: &str = "What you changed here is not kept anywhere and is lost when you leave. Leave anyway?";

/// What would be lost if the page were left now.
#[derive(Clone, Copy)]
pub struct Leaving(StoredValue<Vec<Signal<bool>>>);

pub(super) fn provide() {
    let leaving = Leaving(StoredValue::default());
    provide_context(leaving);
    page::on_closing(move || leaving.loses());
    page::on_link(move || leaving.is_allowed());
}

/// What asks before a page is left.
pub fn use_leaving() -> Leaving {
    expect_context()
}

/// While the current owner lives, leaving asks first whenever `unsaved` holds.
pub fn use_unsaved(unsaved: Signal<bool>) {
    let Leaving(all) = use_leaving();
    all.update_value(|all| all.push(unsaved));
    on_cleanup(move || {
        all.try_update_value(|all| all.retain(|other| *other != unsaved));
    });
}

impl Leaving {
    /// Whether the page may be left; asks where something would be lost.
    pub fn is_allowed(self) -> bool {
        !self.loses() || page::confirm(QUESTION)
    }

    fn loses(self) -> bool {
        self.0.with_value(|all| all.iter().any(|unsaved| unsaved.try_get_untracked() == Some(true)))
    }
}
