//! Measures in the browser's timeline, from an edit on: `terrarium:compute` ends when hash and differences are in the page,
//! `terrarium:keystroke` when the verdict is confirmed.

use leptos::prelude::window;

const EDIT: &str = "terrarium:edit";

/// The draft was edited.
pub fn mark_edit() {
    if let Some(performance) = window().performance() {
        // A browser without marks works as well.
        let _ = performance.mark(EDIT);
    }
}

/// What this browser computes is in the page; the verdict may still be pending.
pub fn mark_computed(is_pending: bool) {
    measure("terrarium:compute");
    if !is_pending {
        mark_settled();
    }
}

/// The confirmed verdict is in the page.
pub fn mark_settled() {
    measure("terrarium:keystroke");
    if let Some(performance) = window().performance() {
        performance.clear_marks_with_mark_name(EDIT);
    }
}

fn measure(name: &str) {
    if let Some(performance) = window().performance() {
        // Without an edit there is no mark to measure from.
        let _ = performance.measure_with_start_mark(name, EDIT);
    }
}
