//! The keys of a shortcut.

use crate::browser::keys;
use leptos::prelude::*;

/// The keys of a shortcut, each on its cap.
pub fn key_caps(keys: &'static str) -> AnyView {
    let caps: Vec<AnyView> = keys.split([' ', '+']).map(|key| view! { <kbd>{cap(key)}</kbd> }.into_any()).collect();
    caps.into_any()
}

/// What is printed on a key of this machine.
fn cap(key: &'static str) -> &'static str {
    match key {
        "mod" if keys::on_apple() => "\u{2318}",
        "mod" => "Ctrl",
        "Escape" => "Esc",
        key => key,
    }
}
