//! The page itself: its title, its address, where the focus is.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

/// Sets the title of the browser's tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// The full address that is shown.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// The path of the address that is shown.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The address of this site, without a path (`http://127.0.0.1:8080`).
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Asks a question that is answered yes or no.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(true)
}

/// Has the browser ask before the tab is closed or loads another site, while `loses` says that something would be lost
/// and while the current owner lives.
pub fn on_closing(loses: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if loses() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Asks before a link to another page of this site is followed, while the current owner lives.
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

/// Tells whenever this computer loses or gets its network, while the current owner lives.
pub fn on_network(tell: impl Fn(bool) + Clone + 'static) {
    let lost = {
        let tell = tell.clone();
        window_event_listener(ev::offline, move |_| tell(false))
    };
    let back = window_event_listener(ev::online, move |_| tell(true));
    on_cleanup(move || {
        lost.remove();
        back.remove();
    });
}

/// Tells whether the page is in sight whenever that changes while the current owner lives.
pub fn on_visibility(tell: impl Fn(bool) + 'static) {
    let handle = window_event_listener_untyped("visibilitychange", move |_| tell(!document().hidden()));
    on_cleanup(move || handle.remove());
}

/// Tells before the page is printed, and after it, while the current owner lives.
pub fn on_print(tell: impl Fn(bool) + Clone + 'static) {
    let before = {
        let tell = tell.clone();
        window_event_listener_untyped("beforeprint", move |_| tell(true))
    };
    let after = window_event_listener_untyped("afterprint", move |_| tell(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}

/// Brings the first element that the selector finds into view, when it is not.
pub fn bring_into_view(selector: &str) {
    if let Some(element) = document().query_selector(selector).ok().flatten() {
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Puts the focus on the first element that the selector finds, and brings it into view.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot have the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Opens the first `details` that the selector finds, puts the focus on its summary and brings it into view.
pub fn unfold(selector: &str) {
    if let Some(details) = document().query_selector(selector).ok().flatten() {
        // The name is a valid one, so this cannot fail.
        let _ = details.set_attribute("open", "");
        focus(&format!("{selector} > summary"));
    }
}

/// Selects a line of a text field, the first is 1, after the next frame; puts the focus there and brings it into view.
pub fn select_line(selector: &'static str, line: u32) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        let Some(field) = found.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
        let (text, before) = (field.value(), line.saturating_sub(1));
        // The browser counts in the units of its own encoding.
        let length = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let start: u32 = text.split('\n').take(before as usize).map(|line| length(line) + 1).sum();
        let end = start + text.split('\n').nth(before as usize).map_or(0, length);
        // A field that cannot have the focus leaves it where it is.
        let _ = field.focus();
        let _ = field.set_selection_range(start, end);
        let (place, lines) = (field.get_bounding_client_rect(), f64::from(field.rows().max(1)));
        super::scroll::into_sight(place.top() + place.height() * f64::from(before) / lines);
    });
}

/// Whether the window is too low for a long column.
pub fn is_low() -> bool {
    window().inner_height().ok().and_then(|height| height.as_f64()).is_some_and(|height| height < LOW)
}

/// How high a window for a long column is at least, in pixels.
const LOW: f64 = 900.0;

/// As [`focus`], after the next frame and only where nothing has the focus: what had it is gone.
pub fn keep_focus(selector: &'static str) {
    request_animation_frame(move || {
        if is_focus_lost() {
            focus(selector);
        }
    });
}

/// As [`focus`], after the heading of a page that has just come has taken it.
pub fn focus_soon(selector: &'static str) {
    request_animation_frame(move || request_animation_frame(move || focus(selector)));
}

/// Whether nothing has the focus, because what had it is gone.
pub fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}
