//! What the trial of an image found: the panel, its list of findings, and a summary in a line.

use super::{
    fix::{FixTarget, fix_button, fixes},
    text,
};
use crate::{
    components::states::trial_outcome,
    ui::{Icon, code, code_spans, icon, words},
};
use api::{FindingLevel, Trial, TrialFinding, TrialOutcome};
use leptos::prelude::*;

/// The panel: whether the image works and what was tried, then what does not work and the button that fixes it.
pub fn panel(trial: &Trial, target: &FixTarget, button_class: &'static str) -> AnyView {
    let (tone, sign) = match trial.outcome {
        TrialOutcome::Works => ("panel trial good", Icon::Check),
        TrialOutcome::WorksBut => ("panel trial warn", Icon::Warning),
        TrialOutcome::Fails => ("panel trial bad", Icon::Cross),
    };
    let title = text::title(trial);
    let details = (!trial.findings.is_empty()).then(|| details(trial, target, button_class));
    let counts = details.is_none().then(|| view! { <span class="hint">{text::counts(trial)}</span> });
    view! {
        <section class=tone aria-label=text::TRIAL>
            <header>
                {icon(sign)} <h2>{code_spans(&title)}</h2> {counts} <span class="end hint">{text::took(trial)}</span>
            </header>
            {details}
        </section>
    }
    .into_any()
}

fn details(trial: &Trial, target: &FixTarget, button_class: &'static str) -> AnyView {
    let fixes = fixes(trial);
    let fix = (!fixes.is_empty()).then(|| {
        let steps: Vec<&str> = fixes.iter().map(|fix| fix.instruction.as_str()).collect();
        view! {
            <div class="fix">
                <p>{text::steps(steps.len())}</p>
                {code(text::FIX, &steps.join("\n"))}
                <p class="acts">{fix_button(&fixes, target, button_class)}</p>
                <p class="hint">{text::FIX_MAKES_IMAGE}</p>
            </div>
        }
    });
    view! {
        <div class="found">
            <div class="stack">{findings(&trial.findings)} {fix}</div>
            <dl class="dl">
                <dt>{text::MODULES}</dt> <dd>{trial.modules}</dd>
                <dt>{text::LIBRARIES}</dt> <dd>{trial.libraries}</dd>
                <dt>{text::COMMANDS}</dt> <dd>{trial.commands}</dd>
            </dl>
        </div>
    }
    .into_any()
}

/// The outcome and what was tried, in a line.
pub fn summary(trial: Option<&Trial>) -> AnyView {
    let Some(trial) = trial else {
        return view! { <span title=text::NOT_TRIED_HELP>{text::NOT_TRIED}</span> }.into_any();
    };
    view! { {trial_outcome(trial.outcome)} " " <span class="hint">{text::counts(trial)}</span> }.into_any()
}

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
    // The step that fixes it is shown below.
    let help = finding.help.as_deref().filter(|_| finding.fix.is_none());
    let help = help.map(|help| view! { <p class="hint">{code_spans(help)}</p> });
    view! {
        <li>
            <span class=class>{icon(sign)} <span class="vh">{text::level(finding.level)}</span></span>
            <p class="check-title">{code_spans(&words::sentence(&finding.message))} {package}</p>
            {help}
        </li>
    }
    .into_any()
}
