//! Checks as a list, and how many there are.

use super::text;
use crate::ui::{Icon, badge, icon};
use definition::checks::{Check, Severity};
use leptos::prelude::*;

/// How many errors and warnings there are.
pub fn count(checks: &[Check]) -> (usize, usize) {
    let of = |severity| checks.iter().filter(|check| check.severity() == severity).count();
    (of(Severity::Error), of(Severity::Warning))
}

/// Checks as a list; `title` makes what stands for the message, `acts` what can be done about it.
pub fn list(checks: &[Check], title: impl Fn(&Check) -> AnyView, acts: impl Fn(&Check) -> AnyView) -> AnyView {
    let items: Vec<AnyView> = checks.iter().map(|check| item(check, title(check), acts(check))).collect();
    view! { <ul class="checks">{items}</ul> }.into_any()
}

/// The icon of a severity and the class of its colour.
pub fn sign(severity: Severity) -> (Icon, &'static str) {
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
            <p class="hint">{text::lines(check).map(|lines| format!("{lines}: "))} {text::words(&check.help)}</p>
        </li>
    }
    .into_any()
}
