//! A word in a small frame.

use leptos::prelude::*;

/// A badge; `kind` is one of `curated`, `system`, `user` or empty.
pub fn badge(kind: &'static str, word: impl Into<String>) -> AnyView {
    view! { <span class=format!("badge {kind}")>{word.into()}</span> }.into_any()
}
