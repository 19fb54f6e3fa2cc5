//! The checks beside the editor: errors first, each with the way to its place and what would settle it.

use super::{go::go, list, text};
use crate::reactive::{live, live_if, memo, pressed};
use crate::{
    browser::{page, performance},
    state::draft::Draft,
    ui::{Icon, icon, small_icon},
};
use definition::checks::{Check, Severity};
use leptos::prelude::*;

/// The checks. Folded while there are no errors and the window is low.
#[component]
pub fn ChecksPanel(
    /// What is edited.
    draft: Draft,
    /// What was found.
    checks: Memo<Vec<Check>>,
) -> impl IntoView {
    let counts = memo(move || checks.with(|checks| list::count(checks)));
    let open = memo(move || counts.get().0 > 0 || !page::is_low());
    let unfolded = RwSignal::new(false);
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
                {live(move || checks.with(|checks| weighty(draft, checks)))}
                {live_if(move || checks.with(|checks| others(draft, checks, unfolded)))}
            </details>
        }
        .into_any()
    })
}

fn weighty(draft: Draft, checks: &[Check]) -> AnyView {
    let end = checks.iter().position(|check| check.severity() == Severity::Information).unwrap_or(checks.len());
    shown(draft, &checks[..end])
}

/// What is only to be known stays folded.
fn others(draft: Draft, checks: &[Check], unfolded: RwSignal<bool>) -> Option<AnyView> {
    let start = checks.iter().position(|check| check.severity() == Severity::Information)?;
    let others = &checks[start..];
    Some(
        view! {
            <details class="check-others" open=unfolded.get_untracked()>
                <summary on:click=pressed(move || unfolded.update(|open| *open = !*open))>{icon(Icon::Right)} <span>{text::others(others.len())}</span></summary>
                {shown(draft, others)}
            </details>
        }
        .into_any(),
    )
}

fn shown(draft: Draft, checks: &[Check]) -> AnyView {
    let title = |check: &Check| {
        let message = text::words(&check.message);
        if check.places.is_empty() {
            return message;
        }
        let at = StoredValue::new(check.clone());
        let jump = pressed(move || at.with_value(|check| go(draft, check)));
        view! { <button class="check-place" type="button" on:click=jump>{message}</button> }.into_any()
    };
    let acts = |check: &Check| {
        let Some(fix) = check.fix.clone() else { return ().into_any() };
        let title = fix.title.clone();
        let apply = pressed(move || {
            performance::began();
            draft.apply(&fix.edits, text::done(&fix.title));
        });
        view! { <button class="btn small" type="button" on:click=apply>{title}</button> }.into_any()
    };
    list::list(checks, title, acts)
}
