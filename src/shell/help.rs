//! The dialog with all shortcuts of the page.

use super::{open::HelpOpen, text};
use crate::{
    state::shortcuts::use_shortcuts,
    ui::{Dialog, key_caps},
};
use leptos::prelude::*;

#[component]
pub fn Help() -> impl IntoView {
    let HelpOpen(open) = expect_context();
    let shortcuts = use_shortcuts();
    let rows = move || {
        let rows = shortcuts.all().into_iter().filter(|shortcut| !shortcut.keys.is_empty()).map(|shortcut| {
            view! { <dt class="keys">{key_caps(shortcut.keys)}</dt> <dd>{shortcut.label}</dd> }
        });
        rows.collect::<Vec<_>>()
    };
    view! {
        <Dialog open=open title=text::HELP_TITLE close=Callback::new(move |()| open.set(false))>
            <dl class="dl">{rows}</dl>
        </Dialog>
    }
}
