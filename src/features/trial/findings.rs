//! What a trial found, as a list.

use super::text;
use crate::{
    features::checks,
    ui::{Icon, icon, words},
};
use api::{FindingLevel, TrialFinding};
use leptos::prelude::*;

/// The findings, each with its message and what to do about it.
pub fn findings(findings: &[TrialFinding]) -> AnyView {
    let items: Vec<AnyView> = findings.iter().map(item).collect();
    view! { <ul class="checks">{items}</ul> }.into_any()
}

fn item(finding: &TrialFinding) -> AnyView {
    let (sign, class) = match finding.level {
        FindingLevel::Error => (Icon::Cross, "t-bad"),
        FindingLevel::Warning => (Icon::Warning, "t-warn"),
        FindingLevel::Note => (Icon::Info, "quiet"),
    };
    let package = finding.package.as_ref().filter(|package| !finding.message.contains(package.as_str()));
    let package = package.map(|package| view! { " " <span class="badge">{package.clone()}</span> });
    // The step that fixes it stands below.
    let help = finding.help.as_deref().filter(|_| finding.fix.is_none());
    let help = help.map(|help| view! { <p class="hint">{checks::words(help)}</p> });
    view! {
        <li>
            <span class=class>{icon(sign)} <span class="vh">{text::level(finding.level)}</span></span>
            <p class="check-title">{checks::words(&words::sentence(&finding.message))} {package}</p>
            {help}
        </li>
    }
    .into_any()
}
