//! The dialog of the inspector; its content is a chunk of its own.

use crate::{chunks, components::strips::component_name, state::inspector::use_inspector, ui::Dialog};
use leptos::prelude::*;

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
