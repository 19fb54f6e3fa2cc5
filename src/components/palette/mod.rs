//! The results of the palette in groups: recent pages, the actions of the page, places, and what the workspace finds.

mod found;
mod item;
mod text;

use crate::{
    browser::focus,
    routes::use_route,
    state::{leaving::use_leaving, shortcuts::use_shortcuts},
    ui::{icon, key_caps},
};
use found::use_found;
use item::{Item, matching};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::KeyboardEvent;

pub const LIST_ID: &str = "palette-list";

/// Connects the field of the palette with its results, which are fetched later.
#[derive(Clone, Copy)]
pub struct Finder {
    /// The text of the field.
    pub search: RwSignal<String>,
    /// The results, once their code is fetched.
    pub list: RwSignal<Option<Results>>,
    /// Closes the palette, which returns the focus.
    pub close: Callback<()>,
}

/// What the field, which keeps the focus, needs of the results.
#[derive(Clone, Copy)]
pub struct Results {
    /// The id of the active item.
    pub active: Signal<Option<String>>,
    /// Handles a key that was pressed in the field.
    pub press: Callback<KeyboardEvent>,
}

pub fn show(finder: Finder) -> AnyView {
    let Finder { search, close, .. } = finder;
    let local = StoredValue::new(item::local_items(&use_route().get_untracked()));
    let found = use_found(search.into());
    let items = Memo::new(move |_| {
        let words = search.get();
        let local = local.with_value(|local| matching(local, &words));
        let found = found.get().into_iter().filter(|item| !local.iter().any(|other| other.action == item.action));
        local.iter().cloned().chain(found).collect::<Vec<Item>>()
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
        // The dialog returns the focus before anything else takes it.
        close.run(());
        match item.action {
            item::ItemAction::Open(address) if leaving.is_allowed() => navigate(&address, NavigateOptions::default()),
            item::ItemAction::Open(_) => {}
            item::ItemAction::Shortcut(number) => shortcuts.run(number),
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
    let active = Signal::derive(move || items.with(|items| (!items.is_empty()).then(|| item_id(at.get()))));
    finder.list.set(Some(Results { active, press }));
    on_cleanup(move || _ = finder.list.try_set(None));
    view! {
        {list(items, at, choose)}
        <p class="vh" role="status">{move || text::count(items.with(Vec::len))}</p>
    }
    .into_any()
}

fn item_id(at: usize) -> String {
    format!("palette-{at}")
}

/// `choose` gets the index of the item that is clicked.
fn list(items: Memo<Vec<Item>>, active: RwSignal<usize>, choose: Callback<usize>) -> AnyView {
    Effect::new(move |_| focus::bring_into_view(&format!("#{}", item_id(active.get()))));
    let groups = move || {
        let items = items.get();
        if items.is_empty() {
            return view! { <p class="hint pad">{text::NOTHING}</p> }.into_any();
        }
        let mut groups: Vec<(&'static str, Vec<AnyView>)> = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let name = item.group;
            let option = option(index, item, active, choose);
            match groups.last_mut().filter(|(group, _)| *group == name) {
                Some((_, options)) => options.push(option),
                None => groups.push((name, vec![option])),
            }
        }
        let groups = groups.into_iter().map(|(name, options)| {
            view! {
                <div role="group" aria-label=name>
                    <p class="palette-group" aria-hidden="true">{name}</p>
                    {options}
                </div>
            }
            .into_any()
        });
        groups.collect::<Vec<_>>().into_any()
    };
    view! { <div class="palette-list" id=LIST_ID role="listbox" aria-label=text::RESULTS>{groups}</div> }.into_any()
}

/// Shown while the code is being fetched.
pub fn placeholder() -> AnyView {
    let rows: Vec<AnyView> = (0..6).map(|_| view! { <span class="line"></span> }.into_any()).collect();
    view! { <div class="palette-list">{rows}</div> }.into_any()
}

fn option(index: usize, item: Item, active: RwSignal<usize>, choose: Callback<usize>) -> AnyView {
    let keys = (!item.keys.is_empty()).then(|| key_caps(item.keys));
    view! {
        <div
            class="palette-item"
            role="option"
            id=item_id(index)
            aria-selected=move || if active.get() == index { "true" } else { "false" }
            on:click=move |_| choose.run(index)
        >
            {icon(item.icon)} <span class="palette-title">{item.title}</span> <span class="hint">{item.hint}</span>
            <span class="keys end" aria-hidden="true">{keys}</span>
        </div>
    }
    .into_any()
}
