//! The list of results in groups, one of them active.

use super::{Item, text};
use crate::{
    browser::focus,
    ui::{icon, key_caps},
};
use leptos::prelude::*;

pub const ID: &str = "palette-list";

pub fn item_id(at: usize) -> String {
    format!("palette-{at}")
}

/// `choose` gets the index of the item that is clicked.
pub fn show(items: Memo<Vec<Item>>, active: RwSignal<usize>, choose: Callback<usize>) -> AnyView {
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
    view! { <div class="palette-list" id=ID role="listbox" aria-label=text::RESULTS>{groups}</div> }.into_any()
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
