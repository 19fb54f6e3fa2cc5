//! One line of a log.

use super::{ansi, log::is_error};
use crate::ui::words;
use api::LogLine;
use leptos::prelude::*;

/// A line with its number, which is a link to it, and its time. `marked` is the line that the address names.
pub fn line(line: &LogLine, marked: Signal<Option<u64>>) -> AnyView {
    let number = line.number;
    let text: Vec<AnyView> = ansi::pieces(&line.text)
        .into_iter()
        .map(|piece| {
            if piece.class.is_empty() {
                piece.text.to_owned().into_any()
            } else {
                view! { <span class=piece.class>{piece.text.to_owned()}</span> }.into_any()
            }
        })
        .collect();
    view! {
        <li
            id=format!("L{number}")
            class:bad=is_error(&line.text)
            class:marked=move || marked.get() == Some(number)
        >
            <a class="line-number" href=format!("#L{number}") aria-label=format!("Line {number}")>{number}</a>
            <span class="line-time">{format!("{}.{}", words::clock(line.at), line.at / 100 % 10)}</span>
            <span class="line-text">{text}</span>
        </li>
    }
    .into_any()
}
