//! Which packages of a long table are in the page.

use crate::reactive::memo;
use crate::{browser::scroll, ui::in_sight};
use leptos::{html, prelude::*};
use std::ops::Range;

/// How many rows a table may have before only those in sight are in the page.
const SHORT: usize = 150;
/// How high a row is, in pixels, before one can be measured.
const ROW: f64 = 37.0;

/// The rows in the page, and how high each is.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The rows in the page.
    pub rows: Range<usize>,
    /// How high a row is, in pixels.
    pub row: f64,
}

/// The rows in the page, followed while the current owner lives.
pub fn use_window(body: NodeRef<html::Tbody>, count: Memo<usize>) -> Memo<Window> {
    let scrolled = RwSignal::new(0);
    scroll::listen(move || _ = scrolled.try_update(|count| *count += 1));
    memo(move || {
        let count = count.get();
        if count <= SHORT {
            return Window { rows: 0..count, row: ROW };
        }
        scrolled.track();
        let Some(body) = body.get() else { return Window { rows: in_sight(0.0, 1000.0, ROW, count), row: ROW } };
        let (above, height) = scroll::in_window(&body);
        let row = scroll::row_height(&body).unwrap_or(ROW);
        Window { rows: in_sight(above, height, row, count), row }
    })
}
