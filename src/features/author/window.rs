//! Which rows of a long table are in sight.

use crate::browser::scroll;
use leptos::{html, prelude::*};
use std::ops::Range;

/// How many rows a table may have before only those in sight are in the page.
const SHORT: usize = 150;
/// How many rows are kept beyond either edge.
const MARGIN: usize = 20;
/// How high a row is before one can be measured.
const ROW: f64 = 36.0;

/// The rows in the page, and the height of those that are not, in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The rows in the page.
    pub rows: Range<usize>,
    /// Above them.
    pub above: u32,
    /// Below them.
    pub below: u32,
}

/// The rows in sight, followed while the current owner lives.
pub fn use_window(body: NodeRef<html::Tbody>, count: Memo<usize>) -> Memo<Window> {
    let scrolled = RwSignal::new(0);
    scroll::listen(move || _ = scrolled.try_update(|count| *count += 1));
    Memo::new(move |_| {
        let count = count.get();
        if count <= SHORT {
            return Window { rows: 0..count, above: 0, below: 0 };
        }
        scrolled.track();
        let Some(body) = body.get() else { return window(count, 0.0, ROW, 1000.0) };
        let (above, screen) = scroll::in_window(&body);
        window(count, above, scroll::row_height(&body).unwrap_or(ROW), screen)
    })
}

/// The window of a table of which `above` pixels are above the upper edge of a screen.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels and rows"
)]
fn window(count: usize, above: f64, row: f64, screen: f64) -> Window {
    let at = |offset: f64| ((offset / row).max(0.0) as usize).min(count);
    // In steps, so that scrolling by a row changes nothing.
    let first = at(above).saturating_sub(MARGIN) / MARGIN * MARGIN;
    let last = ((at(above + screen) + MARGIN).div_ceil(MARGIN) * MARGIN).clamp(first, count);
    let height = |rows: usize| (rows as f64 * row) as u32;
    Window { rows: first..last, above: height(first), below: height(count - last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_in_sight_are_in_the_page() {
        assert_eq!(window(2000, -300.0, 36.0, 900.0), Window { rows: 0..40, above: 0, below: 1960 * 36 });
        assert_eq!(window(2000, 36_000.0, 36.0, 900.0).rows, 980..1060);
        assert_eq!(window(2000, 71_900.0, 36.0, 900.0).rows, 1960..2000);
        assert_eq!(window(2000, 100_000.0, 36.0, 900.0).rows, 1980..2000);
    }
}
