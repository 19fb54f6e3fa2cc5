//! Text as it stands in a file, with line numbers.

use leptos::prelude::*;

/// A text with line numbers.
pub fn code(label: &'static str, text: &str) -> AnyView {
    let lines: Vec<AnyView> = text.lines().map(|line| view! { <li>{line.to_owned()}</li> }.into_any()).collect();
    view! { <div class="code" tabindex="0" role="region" aria-label=label><ol>{lines}</ol></div> }.into_any()
}
