//! Parts of a whole.

use super::words;
use leptos::prelude::*;

/// How far something is, as a part of 1; nothing known while none.
pub fn meter(label: &'static str, part: Signal<Option<f64>>) -> AnyView {
    view! {
        <progress class="meter" max="1" aria-label=label prop:value=move || part.get().unwrap_or_default()>
            {move || part.get().map(|part| format!("{} %", words::percent(part)))}
        </progress>
    }
    .into_any()
}

/// A bar that shows a part of 1.
pub fn bar(class: &'static str, part: f64) -> AnyView {
    view! {
        <svg class=format!("bar {class}") viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width=words::per_mille(part) height="1" />
        </svg>
    }
    .into_any()
}
