//! The dialogs over the page: all shortcuts of the page, and the inspector, whose content is a chunk of its own.

use super::text;
use crate::{
    chunks,
    components::strips::component_name,
    state::{inspector::use_inspector, shortcuts::use_shortcuts},
    ui::{Dialog, key_caps},
};
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct HelpOpen(pub RwSignal<bool>);

#[derive(Clone, Copy)]
pub struct PaletteOpen(pub RwSignal<bool>);

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

#[component]
pub fn Inspect() -> impl IntoView {
    let inspected = use_inspector().0;
    let title = move || {
        inspected.get().map_or_else(String::new, |it| format!("{} {}", component_name(it.component), it.digest.short()))
    };
    view! {
        <Dialog
            open=Signal::derive(move || inspected.with(Option::is_some))
            title=Signal::derive(title)
            close=Callback::new(move |()| inspected.set(None))
        >
            {move || inspected.get().map(chunks::inspected)}
        </Dialog>
    }
}
