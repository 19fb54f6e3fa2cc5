//! One of a few.

use leptos::prelude::*;

/// A choice of one of a few words; the chosen one is pressed.
pub fn segmented<T>(
    label: &'static str,
    choices: &[(T, &'static str)],
    chosen: Signal<T>,
    choose: Callback<T>,
) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let buttons = choices.iter().map(|&(choice, word)| {
        view! {
            <button
                type="button"
                aria-pressed=move || if chosen.get() == choice { "true" } else { "false" }
                on:click=move |_| choose.run(choice)
            >
                {word}
            </button>
        }
        .into_any()
    });
    let buttons: Vec<AnyView> = buttons.collect();
    view! { <div class="seg small" role="group" aria-label=label>{buttons}</div> }.into_any()
}
