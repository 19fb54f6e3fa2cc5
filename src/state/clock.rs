//! The current time, for relative times and durations.

use crate::browser::dates;
use leptos::prelude::*;
use std::time::Duration;

#[derive(Clone, Copy)]
struct Clock(RwSignal<f64>);

pub(super) fn provide() {
    let now = RwSignal::new(dates::now());
    let ticking = set_interval_with_handle(move || now.set(dates::now()), Duration::from_secs(20));
    on_cleanup(move || _ = ticking.map(|handle| handle.clear()));
    provide_context(Clock(now));
}

/// Milliseconds since 1970, updated every 20 seconds.
pub fn use_now() -> Signal<f64> {
    expect_context::<Clock>().0.into()
}

/// Milliseconds since 1970, updated every second while `running` and while the current owner lives.
pub fn use_seconds(running: Signal<bool>) -> Signal<f64> {
    let now = RwSignal::new(dates::now());
    let tick = move || {
        if running.get_untracked() {
            now.set(dates::now());
        }
    };
    let ticking = set_interval_with_handle(tick, Duration::from_secs(1));
    on_cleanup(move || _ = ticking.map(|handle| handle.clear()));
    now.into()
}
