//! The log of a build or run: sections that fold, of long ones only the lines in sight, following its end, going to a line.

mod ansi;
mod feed;
pub mod marked;
mod search;
mod section;
mod shared;
mod tools;

pub use feed::{Log, LogSource, follow_build, follow_run};

use crate::browser::scroll;
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;
use shared::{Heights, Shared};

/// The texts of a log.
#[derive(Clone, Copy)]
pub struct LogLabels {
    /// The accessible name.
    pub name: &'static str,
    /// Shown until the log begins.
    pub waiting: &'static str,
}

/// The log with its tools.
pub fn log_panel(source: Memo<Option<LogSource>>, log: Log, labels: LogLabels) -> AnyView {
    let view = NodeRef::<html::Div>::new();
    let hash = use_location().hash;
    let marked = Memo::new(move |_| marked::of(&hash.read()));
    let position = RwSignal::new((0.0, 800.0));
    let link_lines = tools::link_lines();
    let shared = Shared {
        source,
        log,
        toggled: RwSignal::default(),
        position,
        heights: RwSignal::default(),
        marked: marked.into(),
        mark_until: Callback::new(move |number| link_lines(&marked::until(marked.get_untracked(), number))),
        search: RwSignal::default(),
    };
    let follow = RwSignal::new(marked.get_untracked().is_none());
    let scrolled = move || {
        if let Some(view) = view.get_untracked() {
            position.set(scroll::in_element(&view));
            follow.set(scroll::at_end(&view));
        }
    };
    measure(view, shared);
    follow_end(view, shared, follow);
    go_to_marked(view, shared, follow);
    let sections: Vec<AnyView> =
        log.steps().iter().enumerate().map(|(at, step)| section::section(shared, at, *step)).collect();
    let waiting = move || {
        let is_waiting = source.with(|source| source.as_ref().is_some_and(|source| source.is_waiting));
        is_waiting.then(|| view! { <p class="hint pad">{labels.waiting}</p> })
    };
    let live = move || if follow.get() { "polite" } else { "off" };
    view! {
        <section class="panel log-panel">
            {tools::show(source, log, follow, shared.search)}
            {waiting}
            <div class="log" role="log" aria-label=labels.name aria-live=live tabindex="0" node_ref=view on:scroll=move |_| scrolled()>
                {sections}
            </div>
        </section>
    }
    .into_any()
}

/// Measures a line and the head of a section as soon as there is a line, and again when the window is resized.
fn measure(view: NodeRef<html::Div>, shared: Shared) {
    let measure = move || {
        let Some(Some(view)) = view.try_get_untracked() else { return };
        let (line, head) = (scroll::height(&view, "li"), scroll::height(&view, "h3"));
        if let (Some(line), Some(head)) = (line, head) {
            shared.heights.set(Heights { line, head });
        }
        shared.position.set(scroll::in_element(&view));
    };
    let has_lines = Memo::new(move |_| shared.log.counts().iter().any(|count| *count > 0));
    Effect::new(move |_| {
        has_lines.track();
        request_animation_frame(measure);
    });
    scroll::on_resize(measure);
}

/// Keeps the end of the log in sight while it grows.
fn follow_end(view: NodeRef<html::Div>, shared: Shared, follow: RwSignal<bool>) {
    Effect::new(move |_| {
        shared.log.counts();
        let running = shared.source.with(|source| source.as_ref().is_some_and(|source| !source.is_over));
        if !follow.get() || !running {
            return;
        }
        request_animation_frame(move || {
            if let Some(Some(view)) = view.try_get_untracked() {
                scroll::to_end(&view);
            }
        });
    });
}

/// Scrolls to the line in the address as soon as it arrives, and again when the address changes.
fn go_to_marked(view: NodeRef<html::Div>, shared: Shared, follow: RwSignal<bool>) {
    let place = Memo::new(move |_| shared.marked.get().and_then(|marked| shared.log.find(*marked.start())));
    Effect::new(move |_| {
        let Some((step, at)) = place.get() else { return };
        let section = shared.log.steps().iter().position(|other| *other == step).unwrap_or_default();
        follow.set(false);
        shared.toggled.update(|toggled| toggled[section] = Some(true));
        request_animation_frame(move || {
            let Some(Some(view)) = view.try_get_untracked() else { return };
            #[expect(clippy::cast_precision_loss, reason = "a log has less than 2^52 lines")]
            let top = untrack(|| shared.top_of(section)) + at as f64 * shared.heights.get_untracked().line;
            scroll::to(&view, top - f64::from(view.client_height()) / 3.0);
        });
    });
}
