//! The visible part of long lists, and scrolling.

use super::focus;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

/// Runs now and after every scroll and resize, while the current owner lives.
pub fn listen(handle: impl Fn() + Clone + 'static) {
    let again = handle.clone();
    let scrolled = window_event_listener(ev::scroll, move |_| again());
    let resized = window_event_listener(ev::resize, move |_| handle());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
}

/// Runs after every resize of the window, while the current owner lives.
pub fn on_resize(handle: impl Fn() + 'static) {
    let resized = window_event_listener(ev::resize, move |_| handle());
    on_cleanup(move || resized.remove());
}

/// The pixels of an element above the upper edge of the window, and the height of the window.
pub fn in_window(element: &Element) -> (f64, f64) {
    (-element.get_bounding_client_rect().top(), window_height())
}

fn window_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}

/// The height of the first row of a table, in pixels.
pub fn row_height(rows: &Element) -> Option<f64> {
    height(rows, "tr:not([aria-hidden])")
}

/// The height of the first match of a selector within an element, in pixels.
pub fn height(within: &Element, selector: &str) -> Option<f64> {
    let found = within.query_selector(selector).ok().flatten()?;
    Some(found.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
}

/// Scrolls the page unless a position, in pixels from the upper edge of the window, is well in sight.
pub fn into_sight(top: f64) {
    let height = window_height();
    if top < height / 8.0 || top > height * 7.0 / 8.0 {
        window().scroll_by_with_x_and_y(0.0, top - height / 2.0);
    }
}

/// Focuses the first field of a row of a table, of which only the rows in sight may be in the page.
pub fn to_row(rows: &'static str, row: usize, count: usize) {
    request_animation_frame(move || {
        let Some(body) = document().query_selector(rows).ok().flatten() else { return };
        #[expect(clippy::cast_precision_loss, reason = "tables have far fewer than 2^52 rows")]
        let part = row as f64 / count.max(1) as f64;
        let place = body.get_bounding_client_rect();
        into_sight(place.top() + place.height() * part);
        // The rows are in the page once the scroll event was handled.
        request_animation_frame(move || {
            request_animation_frame(move || {
                focus::focus(&format!("{rows} tr[aria-rowindex='{}'] input", row + 2));
            });
        });
    });
}

/// Selects a line of a text field (the first is 1) after the next frame, focuses the field and scrolls to the line.
pub fn select_line(selector: &'static str, line: u32) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        let Some(field) = found.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
        let (text, before) = (field.value(), line.saturating_sub(1));
        // The browser counts in UTF-16 units.
        let length = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let start: u32 = text.split('\n').take(before as usize).map(|line| length(line) + 1).sum();
        let end = start + text.split('\n').nth(before as usize).map_or(0, length);
        // A field that cannot be focused leaves the focus where it is.
        let _ = field.focus();
        let _ = field.set_selection_range(start, end);
        let (place, lines) = (field.get_bounding_client_rect(), f64::from(field.rows().max(1)));
        into_sight(place.top() + place.height() * f64::from(before) / lines);
    });
}

/// The pixels of the content of an element above its upper edge, and the height of the window: no more of the element can be
/// in sight.
pub fn in_element(element: &Element) -> (f64, f64) {
    (f64::from(element.scroll_top()), window_height())
}

/// Whether the end of the content of an element is in sight.
pub fn at_end(element: &Element) -> bool {
    element.scroll_top() + element.client_height() >= element.scroll_height() - 4
}

/// Scrolls the content of an element to a position in pixels.
pub fn to(element: &Element, top: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "browsers end elements far below 2^31 pixels")]
    let top = top as i32;
    element.set_scroll_top(top);
}

/// Scrolls to the end of the content of an element.
pub fn to_end(element: &Element) {
    element.set_scroll_top(element.scroll_height());
}
