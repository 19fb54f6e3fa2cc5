//! One line of a log.

use super::{ansi, feed::is_error, marked::fragment, search, shared::Shared};
use crate::{reactive::live, ui::words};
use api::LogLine;
use leptos::prelude::*;
use web_sys::MouseEvent;

/// A line with its time and its number, which links to it; with shift, to the range from the marked line to this one.
pub fn line(line: LogLine, shared: Shared) -> AnyView {
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
