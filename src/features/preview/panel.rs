//! The verdict, in sight.

use super::{
    Outlook,
    statement::Verdicts,
    text,
    verdict::{Kind, Statement, Step},
};
use crate::reactive::{effect, live, pressed};
use crate::{
    browser::performance,
    features::{
        checks,
        shared::from_lock,
        trial::{self, Target},
    },
    routes::Route,
    ui::{Icon, icon, small_icon},
};
use ::api::{BuildTarget, Trial};
use leptos::prelude::*;

/// The verdict. The old one stays, greyed, until the new one is there; only a settled one is read out.
#[component]
pub fn VerdictPanel(
    /// Who is asked.
    outlook: Outlook,
    /// The verdict.
    verdicts: Verdicts,
) -> impl IntoView {
    let Verdicts { statement, outdated, confirmed, settled } = verdicts;
    let class = move || match statement.with(|statement| statement.kind) {
        Kind::Hit if statement.with(|statement| statement.trial.is_some()) => "verdict hit flawed",
        Kind::Hit => "verdict hit",
        Kind::Miss => "verdict miss",
        Kind::Unknown => "verdict unknown",
        Kind::Asking => "verdict asking",
        Kind::Invalid => "verdict invalid",
    };
    effect(move || {
        statement.track();
        performance::computed(!confirmed.get());
    });
    view! {
        <section class=class class:outdated=outdated aria-label=text::VERDICT>
            {live(move || show(statement.get(), outlook))}
        </section>
        <p class="vh" role="status">{settled}</p>
    }
}

fn show(statement: Statement, outlook: Outlook) -> AnyView {
    let Statement { kind, title, body, steps, building, lost, trial, .. } = statement;
    let sign = match kind {
        Kind::Miss if lost.is_some() => Icon::Warning,
        Kind::Hit if trial.is_some() => Icon::Warning,
        Kind::Hit => Icon::Reuse,
        Kind::Miss => Icon::New,
        Kind::Unknown | Kind::Asking => Icon::Nothing,
        Kind::Invalid => Icon::Warning,
    };
    let again = (kind == Kind::Unknown).then(|| {
        view! {
            <button class="btn small block-wide" type="button" on:click=pressed(move || outlook.ask_again())>
                {small_icon(Icon::Rebuild)} {text::ASK_AGAIN}
            </button>
        }
    });
    let build = building.map(|id| view! { <a href=Route::Build { id }.to_string()>{text::OPEN_BUILD}</a> });
    let hash = outlook.draft.digests.get_untracked().map(|digests| digests.image);
    let from_lock = lost.zip(hash).map(|(manifest, hash)| {
        view! { <p>{from_lock(BuildTarget::Image(hash), manifest, "btn small block-wide")}</p> }
    });
    view! {
        <h2>{icon(sign)} <span>{checks::words(&title)}</span></h2>
        {(!body.is_empty()).then(|| view! { <p>{body}</p> })}
        {(!steps.is_empty()).then(|| view! { <ul class="verdict-steps">{steps.into_iter().map(step).collect::<Vec<_>>()}</ul> })}
        {trial.map(|trial| flaws(&trial, outlook))}
        {build}
        {from_lock}
        {again}
    }
    .into_any()
}

/// What does not work in the image that is reused, and the steps that fix it in this draft.
fn flaws(trial: &Trial, outlook: Outlook) -> AnyView {
    let fixes = trial::fixes(trial);
    let fix =
        (!fixes.is_empty()).then(|| trial::fix_button(&fixes, &Target::Draft(outlook.draft), "btn small block-wide"));
    view! { {trial::findings(&trial.findings)} {fix} }.into_any()
}

fn step(step: Step) -> AnyView {
    let (class, sign) = if step.reused { ("t-good", Icon::Check) } else { ("t-warn", Icon::New) };
    view! {
        <li>
            <span class=class>{icon(sign)}</span>
            <span>{step.title}</span>
            <span class="end">{step.fate}</span>
        </li>
    }
    .into_any()
}
