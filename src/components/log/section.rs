//! The section of one step: folded or open, with only the lines in sight in the page.

use super::{line::line, shared::Shared};
use crate::{
    components::builds::step_title,
    reactive::{live_if, memo},
    ui::{Icon, small_icon, spacer, visible_rows, words},
};
use api::StepKind;
use leptos::prelude::*;

const NO_LINES: &str = "no log";

/// The section of a step.
pub fn section(shared: Shared, at: usize, step: StepKind) -> AnyView {
    let exists = memo(move || shared.has(step));
    live_if(move || exists.get().then(|| open_or_folded(shared, at, step)))
}

fn open_or_folded(shared: Shared, at: usize, step: StepKind) -> AnyView {
    let count = Memo::new(move |_| shared.log.counts()[at]);
    let open = Memo::new(move |_| shared.is_open(at, step));
    let toggle = move |_| shared.toggled.update(|toggled| toggled[at] = Some(!open.get_untracked()));
    let expanded = move || if open.get() { "true" } else { "false" };
    let sign = move || small_icon(if open.get() { Icon::Down } else { Icon::Right });
    let lines = move || match count.get() {
        0 => NO_LINES.to_owned(),
        count => words::count(count, "line", "lines"),
    };
    view! {
        <section class="log-step">
            <h3>
                <button type="button" aria-expanded=expanded on:click=toggle>
                    {sign} <span>{step_title(step)}</span> <span class="end">{lines}</span>
                </button>
            </h3>
            {move || open.get().then(|| body(shared, at, step, count))}
        </section>
    }
    .into_any()
}

fn body(shared: Shared, at: usize, step: StepKind, count: Memo<usize>) -> AnyView {
    let sight = Memo::new(move |_| {
        let (above, height) = shared.position.get();
        visible_rows(above - shared.top_of(at), height, shared.heights.get().line, count.get())
    });
    let lines = move || {
        let sight = sight.get();
        shared.log.lines(step).with_value(|lines| lines.get(sight).unwrap_or_default().to_vec())
    };
    let height = move || shared.heights.get().line;
    view! {
        {move || spacer(sight.get().start, height())}
        <ol><For each=lines key=|line| line.number children=move |it| line(it, shared) /></ol>
        {move || spacer(count.get() - sight.get().end, height())}
    }
    .into_any()
}
