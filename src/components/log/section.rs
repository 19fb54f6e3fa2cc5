//! The section of one step: folded or open, with only the lines in sight in the page.

use super::{ansi, feed::is_error, marked::fragment, search, shared::Shared};
use crate::{
    components::builds::step_title,
    reactive::{live, live_if, memo},
    ui::{Icon, small_icon, spacer, visible_rows, words},
};
use api::{LogLine, StepKind};
use leptos::prelude::*;
use web_sys::MouseEvent;

const NO_LINES: &str = "no log";

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

/// A line with its time and its number, which links to it; with shift, to the range from the marked line to this one.
fn line(line: LogLine, shared: Shared) -> AnyView {
    let number = line.number;
    let is_marked = move || shared.marked.with(|marked| marked.as_ref().is_some_and(|marked| marked.contains(&number)));
    let mark = move |event: MouseEvent| {
        if event.shift_key() {
            event.prevent_default();
            shared.mark_until.run(number);
        }
    };
    let bad = is_error(&line.text);
    let time = format!("{}.{}", words::clock(line.at), line.at / 100 % 10);
    let text = live(move || shared.search.with(|pattern| text(&line.text, pattern)));
    view! {
        <li id=format!("L{number}") class:bad=bad class:marked=is_marked>
            <a
                class="line-number"
                href=fragment(&(number..=number))
                aria-label=format!("Line {number}")
                tabindex="-1"
                on:click=mark
            >
                {number}
            </a>
            <span class="line-time">{time}</span>
            <span class="line-text">{text}</span>
        </li>
    }
    .into_any()
}

/// The text in its colours, with the matches marked.
fn text(line: &str, pattern: &str) -> Vec<AnyView> {
    let coloured = |piece: ansi::Piece| {
        let pieces = search::split(piece.text, pattern).into_iter().enumerate();
        let pieces: Vec<AnyView> =
            pieces.filter(|(_, text)| !text.is_empty()).map(|(at, text)| matched(at, text)).collect();
        if piece.class.is_empty() {
            pieces.into_any()
        } else {
            view! { <span class=piece.class>{pieces}</span> }.into_any()
        }
    };
    ansi::pieces(line).into_iter().map(coloured).collect()
}

fn matched(at: usize, text: &str) -> AnyView {
    let text = text.to_owned();
    if at % 2 == 1 { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
}
