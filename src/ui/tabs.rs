//! Choosing one of a few: tabs, which switch a panel, and segmented buttons.

use crate::browser::focus;
use leptos::prelude::*;

pub struct Tab<T> {
    pub value: T,
    /// The id of its element is `tab-` and this.
    pub id: &'static str,
    pub title: Signal<String>,
}

/// A row of tabs. The panel below has the id `panel` and is labelled by the chosen tab.
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
            focus::focus(&format!("#tab-{id}"));
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

/// A row of buttons, of which the chosen one is pressed.
pub fn segmented<T>(
    label: &'static str,
    choices: &[(T, &'static str)],
    chosen: Signal<T>,
    choose: Callback<T>,
) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let buttons = choices.iter().map(|&(choice, title)| {
        view! {
            <button
                type="button"
                aria-pressed=move || if chosen.get() == choice { "true" } else { "false" }
                on:click=move |_| choose.run(choice)
            >
                {title}
            </button>
        }
        .into_any()
    });
    let buttons: Vec<AnyView> = buttons.collect();
    view! { <div class="seg small" role="group" aria-label=label>{buttons}</div> }.into_any()
}
