//! Long tables and lists with rows of one height: only the rows in sight, and a few around them, are in the page.

use crate::{
    browser::{page, scroll},
    reactive::{live_if, memo},
};
use leptos::{html, prelude::*};
use std::ops::Range;

/// Rows beyond the edges that are kept ready.
const OVERSCAN: usize = 20;
/// The rows by which the window moves: few, so that no frame has many to create.
const STEP: usize = 5;
/// The height of a row in pixels until one can be measured.
const DEFAULT_ROW_HEIGHT: f64 = 37.0;

/// The rows in sight, when `above` pixels of `count` rows are above the upper edge of a window of `height` pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a screen, cut off at zero")]
pub fn visible_rows(above: f64, height: f64, row_height: f64, count: usize) -> Range<usize> {
    let first = (above.max(0.0) / row_height) as usize / STEP * STEP;
    let rows = (height.max(0.0) / row_height) as usize;
    let start = first.saturating_sub(OVERSCAN).min(count);
    start..(first + STEP + rows + OVERSCAN).min(count)
}

/// Takes the space of rows that are not in the page. An attribute of the image sets its height, so no inline style is needed.
pub fn spacer(rows: usize, row_height: f64) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "a list has less than 2^52 rows")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole pixels")]
    let height = (rows as f64 * row_height) as u64;
    view! { <svg class="room" width="1" height=height aria-hidden="true" /> }.into_any()
}

/// The rows of a table that are in the page.
#[derive(Clone, Copy)]
pub struct TableWindow {
    table: NodeRef<html::Table>,
    position: RwSignal<Position>,
    count: Memo<usize>,
    pub rows: Memo<Range<usize>>,
}

/// In pixels.
#[derive(Clone, Copy)]
struct Position {
    /// The part of the table above the upper edge of the window.
    above: f64,
    window_height: f64,
    row_height: f64,
}

/// Follows scrolling while the current owner lives.
pub fn use_table_window(table: NodeRef<html::Table>, count: Memo<usize>) -> TableWindow {
    let position = RwSignal::new(Position { above: 0.0, window_height: 1200.0, row_height: DEFAULT_ROW_HEIGHT });
    let rows = memo(move || {
        let Position { above, window_height, row_height } = position.get();
        visible_rows(above, window_height, row_height, count.get())
    });
    let window = TableWindow { table, position, count, rows };
    scroll::listen(move || window.measure());
    window
}

impl TableWindow {
    /// The items of a list that are in the page, each with its index.
    pub fn visible<T: Clone + Send + Sync + 'static>(self, items: Memo<Vec<T>>) -> Vec<(usize, T)> {
        let rows = self.rows.get();
        items.with(|items| rows.filter_map(|at| Some((at, items.get(at)?.clone()))).collect())
    }

    /// Whether the last row is in the page.
    pub fn is_at_end(self) -> bool {
        self.rows.get().end == self.count.get()
    }

    pub fn space_above(self) -> AnyView {
        live_if(move || self.space(self.rows.get().start))
    }

    pub fn space_below(self) -> AnyView {
        live_if(move || self.space(self.count.get() - self.rows.get().end))
    }

    /// Puts all rows into the page while it is printed.
    pub fn print_all(self) {
        page::on_print(move |begins| {
            if begins {
                self.position.update(|position| {
                    (position.above, position.window_height) = (0.0, f64::from(u32::MAX));
                });
            } else {
                self.measure();
            }
        });
    }

    fn space(self, rows: usize) -> Option<AnyView> {
        let height = self.position.get().row_height;
        (rows > 0).then(|| {
            view! { <tbody aria-hidden="true"><tr aria-hidden="true"><td class="gap">{spacer(rows, height)}</td></tr></tbody> }
                .into_any()
        })
    }

    fn measure(self) {
        if let Some(table) = self.table.get_untracked() {
            let (above, window_height) = scroll::in_window(&table);
            let row_height = scroll::row_height(&table).unwrap_or(DEFAULT_ROW_HEIGHT);
            self.position.set(Position { above, window_height, row_height });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_long_list_shows_its_first_rows() {
        assert_eq!(visible_rows(-300.0, 900.0, 36.0, 5000), 0..50);
    }

    #[test]
    fn the_middle_keeps_rows_ready_on_both_sides() {
        let rows = visible_rows(36_000.0, 900.0, 36.0, 5000);
        assert!(rows.start < 1000 && rows.end > 1025, "{rows:?}");
        assert!(rows.len() < 100, "{rows:?}");
    }

    #[test]
    fn scrolling_by_a_few_rows_makes_few() {
        let before = visible_rows(36_000.0, 900.0, 36.0, 5000);
        for scrolled in 1..40_u8 {
            let after = visible_rows(36_000.0 + f64::from(scrolled), 900.0, 36.0, 5000);
            assert!(after.end - before.end <= STEP, "{before:?} {after:?}");
        }
    }

    #[test]
    fn there_are_never_more_rows_than_the_list_has() {
        assert_eq!(visible_rows(1_000_000.0, 900.0, 36.0, 12), 12..12);
        assert_eq!(visible_rows(0.0, 900.0, 36.0, 3), 0..3);
    }
}
