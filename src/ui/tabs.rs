//! Tabs: one panel of a few, chosen with the mouse or the arrow keys.

use crate::browser::page;
use leptos::prelude::*;

/// One tab.
pub struct Tab<T> {
    /// What it stands for.
    pub value: T,
    /// Its word in the page's identifiers.
    pub id: &'static str,
    /// Its title.
    pub title: Signal<String>,
}

/// A row of tabs; the panel beside it has the id `panel` and is named by the chosen tab.
pub fn tabs<T>(label: &'static str, tabs: Vec<Tab<T>>, chosen: Signal<T>, choose: Callback<T>) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let order: Vec<(T, &'static str)> = tabs.iter().map(|tab| (tab.value, tab.id)).collect();
    let order = StoredValue::new(order);
    let go = move |from: T, step: isize| {
        order.with_value(|order| {
            let at = order.iter().position(|(value, _)| *value == from).unwrap_or_default();
            let to = at.saturating_add_signed(step).min(order.len() - 1);
            let (value, id) = order[to];
            choose.run(value);
            page::focus(&format!("#tab-{id}"));
        });
    };
    let buttons = tabs.into_iter().map(|tab| {
        let Tab { value, id, title } = tab;
        view! {
            <button
                type="button"
                role="tab"
                id=format!("tab-{id}")
                aria-controls="panel"
                aria-selected=move || if chosen.get() == value { "true" } else { "false" }
                tabindex=move || if chosen.get() == value { "0" } else { "-1" }
                on:click=move |_| choose.run(value)
                on:keydown=move |event| match event.key().as_str() {
                    "ArrowRight" => go(value, 1),
                    "ArrowLeft" => go(value, -1),
                    _ => {}
                }
            >
                {title}
            </button>
        }
        .into_any()
    });
    let buttons: Vec<AnyView> = buttons.collect();
    view! { <div class="tabs" role="tablist" aria-label=label>{buttons}</div> }.into_any()
}
