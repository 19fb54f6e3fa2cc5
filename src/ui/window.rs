//! Long lists of rows of one height: only those in sight, and a few around them, are in the page.

use leptos::prelude::*;
use std::ops::Range;

/// How many rows beyond the edges are kept ready.
const AROUND: usize = 20;
/// By how many rows the window moves at once: few, so that no frame has many to make.
const STEP: usize = 5;

/// The rows in sight: `above` pixels of `count` rows, each `row` pixels high, are above the upper edge of a window of
/// `height` pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a screen, cut off at zero")]
pub fn in_sight(above: f64, height: f64, row: f64, count: usize) -> Range<usize> {
    let first = (above.max(0.0) / row) as usize / STEP * STEP;
    let rows = (height.max(0.0) / row) as usize;
    let start = first.saturating_sub(AROUND).min(count);
    start..(first + STEP + rows + AROUND).min(count)
}

/// Room for rows that are not in the page. An attribute of the image sets its height, so no inline style is needed.
pub fn room(rows: usize, row: f64) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "a list has less than 2^52 rows")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole pixels")]
    let height = (rows as f64 * row) as u64;
    view! { <svg class="room" width="1" height=height aria-hidden="true" /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_long_list_shows_its_first_rows() {
        assert_eq!(in_sight(-300.0, 900.0, 36.0, 5000), 0..50);
    }

    #[test]
    fn the_middle_keeps_rows_ready_on_both_sides() {
        let rows = in_sight(36_000.0, 900.0, 36.0, 5000);
        assert!(rows.start < 1000 && rows.end > 1025, "{rows:?}");
        assert!(rows.len() < 100, "{rows:?}");
    }

    #[test]
    fn scrolling_by_a_few_rows_makes_few() {
        let before = in_sight(36_000.0, 900.0, 36.0, 5000);
        for scrolled in 1..40_u8 {
            let after = in_sight(36_000.0 + f64::from(scrolled), 900.0, 36.0, 5000);
            assert!(after.end - before.end <= STEP, "{before:?} {after:?}");
        }
    }

    #[test]
    fn there_are_never_more_rows_than_the_list_has() {
        assert_eq!(in_sight(1_000_000.0, 900.0, 36.0, 12), 12..12);
        assert_eq!(in_sight(0.0, 900.0, 36.0, 3), 0..3);
    }
}
