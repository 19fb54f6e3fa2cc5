//! Find a place or do something, by a few letters: pages visited last, every action of the page, places, environments,
//! versions and builds.

mod found;
mod item;
mod list;
mod text;

use crate::{
    browser::dialog,
    routes::use_route,
    state::{leaving::use_leaving, shortcuts::use_shortcuts},
    ui::{Icon, icon, small_icon},
};
use found::use_found;
use item::{Item, matching};
use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The palette; `close` is told when it is done.
pub fn show(close: Callback<()>) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let (Some(element), Some(field)) = (element.get(), field.get()) {
            dialog::set_open(&element, true);
            // A field in an open dialog always takes the focus.
            let _ = field.focus();
        }
    });
    let search = RwSignal::new(String::new());
    let known = StoredValue::new(item::known(&use_route().get_untracked()));
    let found = use_found(search.into());
    let items = Memo::new(move |_| {
        let words = search.get();
        let known = known.with_value(|known| matching(known, &words));
        let found = found.get().into_iter().filter(|item| !known.iter().any(|other| other.does == item.does));
        known.iter().cloned().chain(found).collect::<Vec<Item>>()
    });
    let at = RwSignal::new(0_usize);
    Effect::new(move |_| {
        search.track();
        at.set(0);
    });
    let (shortcuts, leaving) = (use_shortcuts(), use_leaving());
    let navigate = use_navigate();
    let choose = Callback::new(move |chosen: usize| {
        let Some(item) = items.with_untracked(|items| items.get(chosen).cloned()) else { return };
        // The dialog gives the focus back before anything else takes it.
        if let Some(element) = element.get_untracked() {
            dialog::set_open(&element, false);
        }
        close.run(());
        match item.does {
            item::Does::Go(address) if leaving.is_allowed() => navigate(&address, NavigateOptions::default()),
            item::Does::Go(_) => {}
            item::Does::Run(number) => shortcuts.run(number),
        }
    });
    let press = move |event: web_sys::KeyboardEvent| {
        let last = items.with_untracked(Vec::len).saturating_sub(1);
        let here = at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" => Some(if here >= last { 0 } else { here + 1 }),
            "ArrowUp" => Some(here.checked_sub(1).unwrap_or(last)),
            "PageDown" => Some((here + 10).min(last)),
            "PageUp" => Some(here.saturating_sub(10)),
            "Enter" => {
                event.prevent_default();
                return choose.run(here);
            }
            _ => None,
        };
        if let Some(to) = to {
            event.prevent_default();
            at.set(to);
        }
    };
    view! {
        <dialog class="dialog palette" node_ref=element aria-label=text::TITLE on:close=move |_| close.run(())>
            <div class="search palette-field">
                {icon(Icon::Search)}
                <input
                    class="input"
                    type="text"
                    role="combobox"
                    node_ref=field
                    aria-label=text::LABEL
                    placeholder=text::PLACEHOLDER
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-activedescendant=move || items.with(|items| (!items.is_empty()).then(|| list::id(at.get())))
                    prop:value=search
                    on:input:target=move |event| search.set(event.target().value())
                    on:keydown=press
                />
                <button class="icon-btn narrow-only" type="button" aria-label=text::CLOSE on:click=move |_| close.run(())>
                    {small_icon(Icon::Close)}
                </button>
            </div>
            {list::show(items, at, choose)}
            <p class="vh" role="status">{move || text::count(items.with(Vec::len))}</p>
        </dialog>
    }
    .into_any()
}
