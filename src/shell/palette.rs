//! The field of the palette, which takes input at once. Its results are a chunk, fetched when the palette is first opened.

use super::{dialogs::PaletteOpen, text};
use crate::{
    browser::dialog,
    chunks,
    components::palette::{Finder, LIST_ID},
    reactive::{entered, live_if},
    ui::{Icon, icon, small_icon},
};
use leptos::{html, prelude::*};

#[component]
pub fn Palette() -> impl IntoView {
    let PaletteOpen(open) = expect_context();
    live_if(move || open.get().then(|| finder(open)))
}

fn finder(open: RwSignal<bool>) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let (Some(element), Some(field)) = (element.get(), field.get()) {
            dialog::set_open(&element, true);
            // A field in an open dialog can always be focused.
            let _ = field.focus();
        }
    });
    let close = Callback::new(move |()| {
        if let Some(element) = element.get_untracked() {
            dialog::set_open(&element, false);
        }
        open.set(false);
    });
    let finder = Finder { search: RwSignal::new(String::new()), list: RwSignal::new(None), close };
    let Finder { search, list, .. } = finder;
    let press = move |event| {
        if let Some(list) = list.get_untracked() {
            list.press.run(event);
        }
    };
    view! {
        <dialog class="dialog palette" node_ref=element aria-label=text::FIND on:close=move |_| open.set(false)>
            <div class="search palette-field">
                {icon(Icon::Search)}
                <input
                    class="input"
                    type="text"
                    role="combobox"
                    node_ref=field
                    aria-label=text::FIND_LABEL
                    placeholder=text::FIND_PLACEHOLDER
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || if list.get().is_some() { "true" } else { "false" }
                    aria-controls=LIST_ID
                    aria-activedescendant=move || list.get()?.active.get()
                    prop:value=search
                    on:input=entered(move |words| search.set(words))
                    on:keydown=press
                />
                <button class="icon-btn narrow-only" type="button" aria-label=text::CLOSE on:click=move |_| close.run(())>
                    {small_icon(Icon::Close)}
                </button>
            </div>
            {chunks::palette(finder)}
        </dialog>
    }
    .into_any()
}
