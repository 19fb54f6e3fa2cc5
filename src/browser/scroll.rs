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

/// Tells after every resize of the window while the current owner lives.
pub fn on_resize(tell: impl Fn() + 'static) {
    let resized = window_event_listener(ev::resize, move |_| tell());
    on_cleanup(move || resized.remove());
}

/// How many pixels of an element are above the window's upper edge, and how high the window is.
pub fn in_window(element: &Element) -> (f64, f64) {
    (-element.get_bounding_client_rect().top(), window_height())
}

fn window_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}

/// How high the first row of a table is, in pixels; none while there is no row.
pub fn row_height(rows: &Element) -> Option<f64> {
    height(rows, "tr:not([aria-hidden])")
}

/// How high the first element is, in pixels, that the selector finds in another one; none while there is none.
pub fn height(within: &Element, selector: &str) -> Option<f64> {
    let found = within.query_selector(selector).ok().flatten()?;
    Some(found.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
}

/// Scrolls the page when a height, in pixels from the window's upper edge, is not well in sight.
pub fn into_sight(top: f64) {
    let height = window_height();
    if top < height / 8.0 || top > height * 7.0 / 8.0 {
        window().scroll_by_with_x_and_y(0.0, top - height / 2.0);
    }
}

/// Puts the focus on the first field of a row of a table that may hold only the rows in sight.
pub fn to_row(rows: &'static str, row: usize, count: usize) {
    request_animation_frame(move || {
        let Some(body) = document().query_selector(rows).ok().flatten() else { return };
        #[expect(clippy::cast_precision_loss, reason = "tables have far fewer than 2^52 rows")]
        let part = row as f64 / count.max(1) as f64;
        let place = body.get_bounding_client_rect();
        into_sight(place.top() + place.height() * part);
        // The rows there are in the page once the scrolling was told.
        request_animation_frame(move || {
            request_animation_frame(move || {
                super::page::focus(&format!("{rows} tr[aria-rowindex='{}'] input", row + 2));
            });
        });
    });
}

/// How many pixels of an element's content are above its upper edge, and how high the window is: no more of the element
/// is in sight, however it grows.
pub fn in_element(element: &Element) -> (f64, f64) {
    (f64::from(element.scroll_top()), window_height())
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
