//! The keys of a shortcut.

use leptos::prelude::*;

/// The keys of a shortcut, each on its cap.
pub fn key_caps(keys: &'static str) -> AnyView {
    let caps: Vec<AnyView> =
        keys.split([' ', '+']).map(|key| view! { <kbd>{key.to_owned()}</kbd> }.into_any()).collect();
    caps.into_any()
}
