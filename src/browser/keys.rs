//! Keys that are pressed.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Handles every key (`j`, `?`, `mod+Enter`) that is pressed while the current owner lives. Where `handle` returns true, the
/// browser does nothing else with the key. Keys typed into a field are handled only with `mod`.
pub fn listen(handle: impl Fn(&str) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let with_mod = event.ctrl_key() || event.meta_key();
        if event.default_prevented() || event.alt_key() || event.is_composing() || (!with_mod && is_typing(&event)) {
            return;
        }
        let key = if with_mod { format!("mod+{}", event.key()) } else { event.key() };
        if handle(&key) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether this is an Apple computer, where `mod` is Cmd.
pub fn on_apple() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    ["Mac", "iP"].iter().any(|apple| platform.starts_with(apple))
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.is_content_editable()
}
