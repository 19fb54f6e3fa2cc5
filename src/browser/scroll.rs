//! What part of a long list is in sight.

use leptos::{ev, prelude::*};
use web_sys::Element;

/// Tells, once now and after every scroll and resize while the current owner lives.
pub fn listen(tell: impl Fn() + Clone + 'static) {
    let again = tell.clone();
    let scrolled = window_event_listener(ev::scroll, move |_| again());
    let resized = window_event_listener(ev::resize, move |_| tell());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
}

/// How many pixels of an element are above the window's upper edge, and how high the window is.
pub fn in_window(element: &Element) -> (f64, f64) {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    (-element.get_bounding_client_rect().top(), height)
}

/// How high the first row of a table is, in pixels; none while there is no row.
pub fn row_height(rows: &Element) -> Option<f64> {
    let row = rows.query_selector("tr:not([aria-hidden])").ok().flatten()?;
    Some(row.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
}

/// How many pixels of an element's content are above its upper edge, and how high the element is.
pub fn in_element(element: &Element) -> (f64, f64) {
    (f64::from(element.scroll_top()), f64::from(element.client_height()))
}

/// Whether the end of an element's content is in sight.
pub fn at_end(element: &Element) -> bool {
    element.scroll_top() + element.client_height() >= element.scroll_height() - 4
}

/// Scrolls an element's content to a height in pixels.
pub fn to(element: &Element, top: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "browsers end elements far below 2^31 pixels")]
    let top = top as i32;
    element.set_scroll_top(top);
}

/// Scrolls to the end of an element's content.
pub fn to_end(element: &Element) {
    element.set_scroll_top(element.scroll_height());
}
