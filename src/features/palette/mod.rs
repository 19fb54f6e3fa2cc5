//! Find a place or do something, by a few letters: pages visited last, every action of the page, places, environments,
//! versions and builds.

mod found;
mod item;
mod list;
mod text;

pub use list::{ID as LIST_ID, shape};

use crate::{
    routes::use_route,
    state::{leaving::use_leaving, shortcuts::use_shortcuts},
};
use found::use_found;
use item::{Item, matching};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::KeyboardEvent;

/// What the field of the palette and its list know of each other. The field is there before the list is.
#[derive(Clone, Copy)]
pub struct Finder {
    /// What stands in the field.
    pub search: RwSignal<String>,
    /// The list, once it is there.
    pub list: RwSignal<Option<List>>,
    /// Closes the palette and gives the focus back.
    pub close: Callback<()>,
}

/// What the list does for the field, which keeps the focus.
#[derive(Clone, Copy)]
pub struct List {
    /// The identifier of the item that Enter chooses.
    pub active: Signal<Option<String>>,
    /// Takes a key that was pressed in the field.
    pub press: Callback<KeyboardEvent>,
}

/// What is found for the words in the field.
pub fn show(finder: Finder) -> AnyView {
    let Finder { search, close, .. } = finder;
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
        close.run(());
        match item.does {
            item::Does::Go(address) if leaving.is_allowed() => navigate(&address, NavigateOptions::default()),
            item::Does::Go(_) => {}
            item::Does::Run(number) => shortcuts.run(number),
        }
    });
    let press = Callback::new(move |event: KeyboardEvent| {
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
    });
    let active = Signal::derive(move || items.with(|items| (!items.is_empty()).then(|| list::item_id(at.get()))));
    finder.list.set(Some(List { active, press }));
    on_cleanup(move || _ = finder.list.try_set(None));
    view! {
        {list::show(items, at, choose)}
        <p class="vh" role="status">{move || text::count(items.with(Vec::len))}</p>
    }
    .into_any()
}
