//! Progress bars and bars of parts.

use super::words;
use leptos::prelude::*;

/// Progress from 0 to 1.
pub fn meter(label: &'static str, part: Signal<Option<f64>>) -> AnyView {
    view! {
        <progress class="meter" max="1" aria-label=label prop:value=move || part.get().unwrap_or_default()>
            {move || part.get().map(|part| format!("{} %", words::percent(part)))}
        </progress>
    }
    .into_any()
}

/// A bar of parts, each with its class and count.
#[expect(clippy::cast_precision_loss, reason = "counts of things on a page")]
pub fn parts(parts: Vec<(&'static str, usize)>) -> AnyView {
    let all = parts.iter().map(|(_, count)| count).sum::<usize>().max(1) as f64;
    let mut before = 0;
    let parts = parts.into_iter().map(|(class, count)| {
        let start = words::per_mille(before as f64 / all);
        before += count;
        // Small parts stay visible.
        let width = (words::per_mille(before as f64 / all) - start).max(4);
        view! { <rect class=class x=start width=width height="1" /> }.into_any()
    });
    view! {
        <svg class="bar parts" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
            {parts.collect::<Vec<_>>()}
        </svg>
    }
    .into_any()
}

/// A bar that is filled from 0 to 1.
pub fn bar(class: &'static str, part: f64) -> AnyView {
    view! {
        <svg class=format!("bar {class}") viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width=words::per_mille(part) height="1" />
        </svg>
    }
    .into_any()
}
