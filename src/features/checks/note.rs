//! The heaviest check in one line, above the fold: what makes a build fail is seen before the button is pressed.

use super::{list, text};
use crate::reactive::{live_if, memo, pressed};
use crate::{browser::page, ui::icon};
use definition::checks::{Check, Severity};
use leptos::prelude::*;

/// The panel with all checks.
const PANEL: &str = ".check-panel";

/// How many errors and warnings there are and what the first one says; leads to all of them. Nothing where there are none.
#[component]
pub fn ChecksNote(
    /// What was found.
    checks: Memo<Vec<Check>>,
) -> impl IntoView {
    let heaviest = memo(move || {
        checks.with(|checks| {
            let first = checks.first().filter(|check| check.severity() < Severity::Information)?;
            Some((list::count(checks), first.severity(), first.message.clone()))
        })
    });
    live_if(move || {
        let (counts, severity, message) = heaviest.get()?;
        let (sign, class) = list::sign(severity);
        let all = pressed(|| page::unfold(PANEL));
        Some(view! {
            <button class="check-note" type="button" on:click=all>
                <span class=class>{icon(sign)}</span>
                <span>{text::found(counts)} ": " {text::words(&message)}</span>
            </button>
        })
    })
}
