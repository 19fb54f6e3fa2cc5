//! Checks as a list, in the panel beside the editor, and in a line above the fold.

use super::{go::show_check, text};
use crate::{
    browser::{focus, page, performance},
    reactive::{live, live_if, memo, pressed},
    state::draft::{Draft, Edit},
    ui::{Icon, badge, code_spans, icon, small_icon},
};
use definition::checks::{Check, Severity};
use leptos::prelude::*;

/// The selector of the panel with all checks.
const PANEL: &str = ".check-panel";

/// The numbers of errors and warnings.
pub fn count(checks: &[Check]) -> (usize, usize) {
    let of = |severity| checks.iter().filter(|check| check.severity() == severity).count();
    (of(Severity::Error), of(Severity::Warning))
}

/// A list of checks. `title` shows the message of a check, `acts` its buttons.
pub fn list(checks: &[Check], title: impl Fn(&Check) -> AnyView, acts: impl Fn(&Check) -> AnyView) -> AnyView {
    let items: Vec<AnyView> = checks.iter().map(|check| item(check, title(check), acts(check))).collect();
    view! { <ul class="checks">{items}</ul> }.into_any()
}

/// The icon of a severity and the class of its colour.
fn sign(severity: Severity) -> (Icon, &'static str) {
    match severity {
        Severity::Error => (Icon::Cross, "t-bad"),
        Severity::Warning => (Icon::Warning, "t-warn"),
        Severity::Information => (Icon::Info, "quiet"),
    }
}

fn item(check: &Check, title: AnyView, acts: AnyView) -> AnyView {
    let (sign, class) = sign(check.severity());
    view! {
        <li>
            <span class=class>{icon(sign)} <span class="vh">{text::severity(check.severity())}</span></span>
            <p class="check-title">{title} {check.rule.is_of_policy().then(|| badge("", text::POLICY))}</p>
            {acts}
            <p class="hint">{text::lines(check).map(|lines| format!("{lines}: "))} {code_spans(&check.help)}</p>
        </li>
    }
    .into_any()
}

/// The numbers of errors and warnings with the first message, above the fold. A click opens the panel.
#[component]
pub fn ChecksNote(
    /// What was found.
    checks: Memo<Vec<Check>>,
) -> impl IntoView {
    let first = memo(move || {
        checks.with(|checks| {
            let check = checks.first().filter(|check| check.severity() < Severity::Information)?;
            Some((count(checks), check.severity(), check.message.clone()))
        })
    });
    live_if(move || {
        let (counts, severity, message) = first.get()?;
        let (sign, class) = sign(severity);
        let all = pressed(|| focus::unfold(PANEL));
        Some(view! {
            <button class="check-note" type="button" on:click=all>
                <span class=class>{icon(sign)}</span>
                <span>{code_spans(&text::found(counts, &message))}</span>
            </button>
        })
    })
}

/// All checks, errors first. Folded while there are no errors and the window is low.
#[component]
pub fn ChecksPanel(
    /// What is edited.
    draft: Draft,
    /// What was found.
    checks: Memo<Vec<Check>>,
) -> impl IntoView {
    let counts = memo(move || checks.with(|checks| count(checks)));
    let open = memo(move || counts.get().0 > 0 || !page::is_low());
    let notes_open = RwSignal::new(false);
    let is_empty = memo(move || checks.with(Vec::is_empty));
    live(move || {
        if is_empty.get() {
            return view! {
                <section class="panel check-panel">
                    <header><h2>{text::TITLE}</h2> <span class="end hint">{small_icon(Icon::Check)} {text::NOTHING}</span></header>
                </section>
            }
            .into_any();
        }
        view! {
            <details class="panel check-panel" open=open>
                <summary>
                    {icon(Icon::Right)} <h2>{text::TITLE}</h2>
                    <span class="end hint">{live(move || text::counts(counts.get()))}</span>
                </summary>
                {live(move || checks.with(|checks| problems(draft, checks)))}
                {live_if(move || checks.with(|checks| notes(draft, checks, notes_open)))}
            </details>
        }
        .into_any()
    })
}

fn problems(draft: Draft, checks: &[Check]) -> AnyView {
    let end = checks.iter().position(|check| check.severity() == Severity::Information).unwrap_or(checks.len());
    shown(draft, &checks[..end])
}

/// Notes are folded.
fn notes(draft: Draft, checks: &[Check], notes_open: RwSignal<bool>) -> Option<AnyView> {
    let start = checks.iter().position(|check| check.severity() == Severity::Information)?;
    let notes = &checks[start..];
    Some(
        view! {
            <details class="check-others" open=notes_open.get_untracked()>
                <summary on:click=pressed(move || notes_open.update(|open| *open = !*open))>{icon(Icon::Right)} <span>{text::notes(notes.len())}</span></summary>
                {shown(draft, notes)}
            </details>
        }
        .into_any(),
    )
}

fn shown(draft: Draft, checks: &[Check]) -> AnyView {
    let title = |check: &Check| {
        let message = code_spans(&check.message);
        if check.places.is_empty() {
            return message;
        }
        let at = StoredValue::new(check.clone());
        let jump = pressed(move || at.with_value(|check| show_check(draft, check)));
        view! { <button class="check-place" type="button" on:click=jump>{message}</button> }.into_any()
    };
    let acts = |check: &Check| {
        let Some(fix) = check.fix.clone() else { return ().into_any() };
        let title = fix.title.clone();
        let apply = pressed(move || {
            performance::mark_edit();
            draft.apply(Edit::Suggestion { edits: fix.edits.clone(), summary: text::done(&fix.title) });
        });
        view! { <button class="btn small" type="button" on:click=apply>{title}</button> }.into_any()
    };
    list(checks, title, acts)
}
