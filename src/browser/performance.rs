//! Marks in the browser's own timeline, from a keystroke to what it led to: `terrarium:compute` ends when hash and
//! differences stand in the page, `terrarium:keystroke` when the verdict on them does.

use leptos::prelude::window;

const BEGAN: &str = "terrarium:began";

/// A keystroke changed the draft.
pub fn began() {
    if let Some(performance) = window().performance() {
        // A browser that keeps no marks is as good without.
        let _ = performance.mark(BEGAN);
    }
}

/// What the browser computes itself stands in the page; `asking` when the verdict is still asked for.
pub fn computed(asking: bool) {
    measure("terrarium:compute");
    if !asking {
        settled();
    }
}

/// The verdict stands in the page.
pub fn settled() {
    measure("terrarium:keystroke");
    if let Some(performance) = window().performance() {
        performance.clear_marks_with_mark_name(BEGAN);
    }
}

fn measure(name: &str) {
    if let Some(performance) = window().performance() {
        // Without a keystroke there is no mark to measure from.
        let _ = performance.measure_with_start_mark(name, BEGAN);
    }
}
