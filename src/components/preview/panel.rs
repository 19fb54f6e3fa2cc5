//! The panel with the verdict.

use super::{
    controller::PreviewController,
    statement::{Statement, Step, VerdictKind},
    text,
    verdict::LiveVerdict,
};
use crate::{
    browser::performance,
    components::{
        images::rebuild_from_lock,
        trial::{self, FixTarget},
    },
    reactive::{effect, live, pressed},
    routes::Route,
    ui::{Icon, code_spans, icon, small_icon},
};
use ::api::{BuildTarget, Trial};
use leptos::prelude::*;

/// An outdated verdict is greyed until the next one arrives. Screen readers hear confirmed verdicts only.
#[component]
pub fn VerdictPanel(preview: PreviewController, verdict: LiveVerdict) -> impl IntoView {
    let LiveVerdict { statement, is_outdated, is_confirmed, announced } = verdict;
    let class = move || match statement.with(|statement| statement.kind) {
        VerdictKind::Hit if statement.with(|statement| statement.trial.is_some()) => "verdict hit flawed",
        VerdictKind::Hit => "verdict hit",
        VerdictKind::Miss => "verdict miss",
        VerdictKind::Unknown => "verdict unknown",
        VerdictKind::Pending => "verdict asking",
        VerdictKind::Invalid => "verdict invalid",
    };
    effect(move || {
        statement.track();
        performance::mark_computed(!is_confirmed.get());
    });
    view! {
        <section class=class class:outdated=is_outdated aria-label=text::VERDICT>
            {live(move || show(statement.get(), preview))}
        </section>
        <p class="vh" role="status">{announced}</p>
    }
}

fn show(statement: Statement, preview: PreviewController) -> AnyView {
    let Statement { kind, title, body, steps, building, lost, trial, .. } = statement;
    let sign = match kind {
        VerdictKind::Miss if lost.is_some() => Icon::Warning,
        VerdictKind::Hit if trial.is_some() => Icon::Warning,
        VerdictKind::Hit => Icon::Reuse,
        VerdictKind::Miss => Icon::New,
        VerdictKind::Unknown | VerdictKind::Pending => Icon::Nothing,
        VerdictKind::Invalid => Icon::Warning,
    };
    let retry = (kind == VerdictKind::Unknown).then(|| {
        view! {
            <button class="btn small block-wide" type="button" on:click=pressed(move || preview.retry())>
                {small_icon(Icon::Rebuild)} {text::TRY_AGAIN}
            </button>
        }
    });
    let build = building.map(|id| view! { <a href=Route::Build { id }.to_string()>{text::OPEN_BUILD}</a> });
    let hash = preview.draft.digests().get_untracked().map(|digests| digests.image);
    let from_lock = lost.zip(hash).map(|(manifest, hash)| {
        view! { <p>{rebuild_from_lock(BuildTarget::Image(hash), manifest, "btn small block-wide")}</p> }
    });
    view! {
        <h2>{icon(sign)} <span>{code_spans(&title)}</span></h2>
        {(!body.is_empty()).then(|| view! { <p>{body}</p> })}
        {(!steps.is_empty()).then(|| view! { <ul class="verdict-steps">{steps.into_iter().map(step).collect::<Vec<_>>()}</ul> })}
        {trial.map(|trial| problems(&trial, preview))}
        {build}
        {from_lock}
        {retry}
    }
    .into_any()
}

/// The problems of the image that is reused, and the button that fixes them in the draft.
fn problems(trial: &Trial, preview: PreviewController) -> AnyView {
    let fixes = trial::fixes(trial);
    let fix = (!fixes.is_empty())
        .then(|| trial::fix_button(&fixes, &FixTarget::Draft(preview.draft), "btn small block-wide"));
    view! { {trial::findings(&trial.findings)} {fix} }.into_any()
}

fn step(step: Step) -> AnyView {
    let (class, sign) = if step.is_reused { ("t-good", Icon::Check) } else { ("t-warn", Icon::New) };
    view! {
        <li>
            <span class=class>{icon(sign)}</span>
            <span>{step.title}</span>
            <span class="end">{step.outcome}</span>
        </li>
    }
    .into_any()
}
