//! The log: sections that fold, windows over long ones, following its end, going to a line.

use super::{
    log::{Log, Subject},
    log_tools, marked,
    section::{self, Heights, Shared},
};
use crate::browser::scroll;
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// What a log is called, and what is said until it begins.
#[derive(Clone, Copy)]
pub struct Words {
    /// Its name.
    pub name: &'static str,
    /// When it begins.
    pub waiting: &'static str,
}

/// The log with its tools.
pub fn show(of: Memo<Option<Subject>>, log: Log, words: Words) -> AnyView {
    let view = NodeRef::<html::Div>::new();
    let hash = use_location().hash;
    let marked = Memo::new(move |_| marked::of(&hash.read()));
    let position = RwSignal::new((0.0, 800.0));
    let name = log_tools::name_lines();
    let shared = Shared {
        of,
        log,
        chosen: RwSignal::default(),
        position,
        heights: RwSignal::default(),
        marked: marked.into(),
        mark_until: Callback::new(move |number| name(&marked::until(marked.get_untracked(), number))),
        sought: RwSignal::default(),
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
        let waits = of.with(|of| of.as_ref().is_some_and(|of| of.waits));
        waits.then(|| view! { <p class="hint pad">{words.waiting}</p> })
    };
    let live = move || if follow.get() { "polite" } else { "off" };
    view! {
        <section class="panel log-panel">
            {log_tools::show(of, log, follow, shared.sought)}
            {waiting}
            <div class="log" role="log" aria-label=words.name aria-live=live tabindex="0" node_ref=view on:scroll=move |_| scrolled()>
                {sections}
            </div>
        </section>
    }
    .into_any()
}

/// Measures the parts of the log as soon as there is a line, and again when the text grows or the window does.
fn measure(view: NodeRef<html::Div>, shared: Shared) {
    let measure = move || {
        let Some(Some(view)) = view.try_get_untracked() else { return };
        let (line, head) = (scroll::height(&view, "li"), scroll::height(&view, "h3"));
        if let (Some(line), Some(head)) = (line, head) {
            shared.heights.set(Heights { line, head });
        }
        shared.position.set(scroll::in_element(&view));
    };
    let begun = Memo::new(move |_| shared.log.counts().iter().any(|count| *count > 0));
    Effect::new(move |_| {
        begun.track();
        request_animation_frame(measure);
    });
    scroll::on_resize(measure);
}

/// Keeps the end of the log in sight while it grows.
fn follow_end(view: NodeRef<html::Div>, shared: Shared, follow: RwSignal<bool>) {
    Effect::new(move |_| {
        shared.log.counts();
        let running = shared.of.with(|of| of.as_ref().is_some_and(|of| !of.over));
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

/// Goes to the line that the address names as soon as it is there, and again when the address names another one.
fn go_to_marked(view: NodeRef<html::Div>, shared: Shared, follow: RwSignal<bool>) {
    let place = Memo::new(move |_| shared.marked.get().and_then(|marked| shared.log.find(*marked.start())));
    Effect::new(move |_| {
        let Some((step, at)) = place.get() else { return };
        let section = shared.log.steps().iter().position(|other| *other == step).unwrap_or_default();
        follow.set(false);
        shared.chosen.update(|chosen| chosen[section] = Some(true));
        request_animation_frame(move || {
            let Some(Some(view)) = view.try_get_untracked() else { return };
            #[expect(clippy::cast_precision_loss, reason = "a log has less than 2^52 lines")]
            let top = untrack(|| shared.top_of(section)) + at as f64 * shared.heights.get_untracked().line;
            scroll::to(&view, top - f64::from(view.client_height()) / 3.0);
        });
    });
}
