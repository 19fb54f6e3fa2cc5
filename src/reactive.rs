//! Boxed closures for signals and events: each kind is compiled once, which keeps the page small.

use leptos::prelude::*;
use std::time::Duration;
use web_sys::{Event, MouseEvent};

/// A value that is computed again when a signal that it reads changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    let compute: Box<dyn Fn() -> T + Send + Sync> = Box::new(compute);
    Memo::new(move |_| compute())
}

/// A part of the page that is rendered again when a signal that it reads changes.
pub fn live<V: IntoAny>(mut show: impl FnMut() -> V + Send + 'static) -> AnyView {
    let show: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || show().into_any());
    show.into_any()
}

/// A part of the page that is there while `show` returns one.
pub fn live_if<V: IntoAny>(mut show: impl FnMut() -> Option<V> + Send + 'static) -> AnyView {
    live(move || show().map_or_else(|| ().into_any(), IntoAny::into_any))
}

/// Runs now, and again when a signal that it reads changes.
pub fn effect(run: impl Fn() + 'static) {
    let run: Box<dyn Fn()> = Box::new(run);
    Effect::new(move |_| run());
}

/// Runs later, unless the current owner is cleaned up before.
pub fn after(pause: Duration, run: impl FnOnce() + 'static) {
    let owner = Owner::current();
    let timer = set_timeout_with_handle(
        move || match owner {
            Some(owner) => owner.with(run),
            None => run(),
        },
        pause,
    );
    on_cleanup(move || _ = timer.map(|timer| timer.clear()));
}

/// A handler that gets the text of a field.
pub fn entered(mut take: impl FnMut(String) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| take(event_target_value(&event)))
}

/// A handler of a button.
pub fn pressed(mut run: impl FnMut() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(move |_| run())
}

/// A handler that does nothing once its page is gone: browsers send `blur` to a field that is removed with its page.
pub fn in_page<E>(mut take: impl FnMut(E) + 'static) -> impl FnMut(E) + 'static {
    let page = StoredValue::new(());
    move |event| {
        if page.try_get_value().is_some() {
            take(event);
        }
    }
}
