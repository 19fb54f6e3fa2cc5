//! Keys that somebody pressed.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Tells of every key (`j`, `?`, `mod+Enter`) pressed while the current owner lives. `tell` says whether it used the
/// key; the browser then does nothing else with it. Keys typed into a field are not told, unless with `mod`.
pub fn listen(tell: impl Fn(&str) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let with_mod = event.ctrl_key() || event.meta_key();
        if event.default_prevented() || event.alt_key() || event.is_composing() || (!with_mod && is_typing(&event)) {
            return;
        }
        let key = if with_mod { format!("mod+{}", event.key()) } else { event.key() };
        if tell(&key) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether this is a machine by Apple, where `mod` is another key.
pub fn on_apple() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    ["Mac", "iP"].iter().any(|apple| platform.starts_with(apple))
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.is_content_editable()
}
