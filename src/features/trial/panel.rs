//! What the trial of an image found: the whole beside its build, in short elsewhere.

use super::{
    findings::findings,
    fix::{Target, fix_button, fixes},
    text,
};
use crate::{
    features::{checks, shared::trial_outcome},
    ui::{Icon, code, icon},
};
use api::{Trial, TrialOutcome};
use leptos::prelude::*;

/// The whole: whether it works and what was tried, then what does not work and the button that fixes it, of this class.
pub fn panel(trial: &Trial, target: &Target, class: &'static str) -> AnyView {
    let (tone, sign) = match trial.outcome {
        TrialOutcome::Works => ("panel trial good", Icon::Check),
        TrialOutcome::WorksBut => ("panel trial warn", Icon::Warning),
        TrialOutcome::Fails => ("panel trial bad", Icon::Cross),
    };
    let title = text::title(trial);
    let found = (!trial.findings.is_empty()).then(|| found(trial, target, class));
    let counts = found.is_none().then(|| view! { <span class="hint">{text::counts(trial)}</span> });
    view! {
        <section class=tone aria-label=text::TRIAL>
            <header>
                {icon(sign)} <h2>{checks::words(&title)}</h2> {counts} <span class="end hint">{text::took(trial)}</span>
            </header>
            {found}
        </section>
    }
    .into_any()
}

fn found(trial: &Trial, target: &Target, class: &'static str) -> AnyView {
    let fixes = fixes(trial);
    let fix = (!fixes.is_empty()).then(|| {
        let steps: Vec<&str> = fixes.iter().map(|fix| fix.instruction.as_str()).collect();
        view! {
            <div class="fix">
                <p>{text::steps(steps.len())}</p>
                {code(text::FIX, &steps.join("\n"))}
                <p class="acts">{fix_button(&fixes, target, class)}</p>
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

/// In a line: the outcome and what was tried, or that it was not tried.
pub fn summary(trial: Option<&Trial>) -> AnyView {
    let Some(trial) = trial else {
        return view! { <span title=text::NOT_TRIED_HELP>{text::NOT_TRIED}</span> }.into_any();
    };
    view! { {trial_outcome(trial.outcome)} " " <span class="hint">{text::counts(trial)}</span> }.into_any()
}
