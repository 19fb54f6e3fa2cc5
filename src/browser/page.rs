//! The page: its title, its address, and its events.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// The full address.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// The path of the address.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The address of this site, without a path (`http://127.0.0.1:8080`).
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Asks a yes-or-no question.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(true)
}

/// Makes the browser ask before the tab is closed or loads another site, while `has_unsaved` holds and the current owner
/// lives.
pub fn on_closing(has_unsaved: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if has_unsaved() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Follows links to other pages of this site only if `allowed`, while the current owner lives.
pub fn on_link(allowed: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(ev::click, move |event| {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = element.and_then(|element| element.closest("a[href]:not([download], [target])").ok().flatten());
        if link.is_some() && !event.default_prevented() && !allowed() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether this computer has a network, as far as the browser knows.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Notifies when this computer goes online (true) or offline, while the current owner lives.
pub fn on_network(notify: impl Fn(bool) + Clone + 'static) {
    let lost = {
        let notify = notify.clone();
        window_event_listener(ev::offline, move |_| notify(false))
    };
    let back = window_event_listener(ev::online, move |_| notify(true));
    on_cleanup(move || {
        lost.remove();
        back.remove();
    });
}

/// Notifies when the page becomes visible (true) or hidden, while the current owner lives.
pub fn on_visibility(notify: impl Fn(bool) + 'static) {
    let handle = window_event_listener_untyped("visibilitychange", move |_| notify(!document().hidden()));
    on_cleanup(move || handle.remove());
}

/// Notifies before (true) and after the page is printed, while the current owner lives.
pub fn on_print(notify: impl Fn(bool) + Clone + 'static) {
    let before = {
        let notify = notify.clone();
        window_event_listener_untyped("beforeprint", move |_| notify(true))
    };
    let after = window_event_listener_untyped("afterprint", move |_| notify(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}

/// Whether the window is too low for a long column.
pub fn is_low() -> bool {
    window().inner_height().ok().and_then(|height| height.as_f64()).is_some_and(|height| height < LOW)
}

/// The minimum height of a window for a long column, in pixels.
const LOW: f64 = 900.0;
