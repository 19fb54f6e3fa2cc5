//! Why a build failed.

use super::{
    log::{Log, Subject},
    marked::fragment,
    text,
};
use crate::{
    reactive::{live_if, memo, pressed},
    routes::Route,
    state::handover::{Brought, use_handover},
    ui::{Icon, Tone, icon, note, words},
};
use api::{Build, BuildState, StepKind};
use leptos::prelude::*;

/// The likely cause, what to do about it, and the way to the line that told it.
pub fn show(build: Memo<Option<Build>>, log: Log) -> AnyView {
    let failed = memo(move || build.get().filter(|build| build.state == BuildState::Failed && !is_trial(build)));
    live_if(move || failed.get().map(|build| explain(&build, log)))
}

/// Whether the trial of its image is why a build failed, which is shown with what it found.
pub fn is_trial(build: &Build) -> bool {
    build.trial.is_some() && Subject::build(build).failed_step() == Some(StepKind::Trial)
}

fn explain(build: &Build, log: Log) -> AnyView {
    let cause = build.cause.clone().unwrap_or_else(|| text::FAILED.into());
    let mut lines = cause.lines().map(words::sentence);
    let explanation = build.explanation.as_ref();
    // What is known of such failures comes first, then what this one was about.
    let title = explanation.map(|known| known.title.clone()).or_else(|| lines.next()).unwrap_or_default();
    let lines: Vec<AnyView> = lines.map(|line| view! { <p class="wrap">{line}</p> }.into_any()).collect();
    let help = explanation.map(|known| view! { <p>{known.help.clone()}</p> });
    let told = explanation.and_then(|known| known.line);
    let package = to_package(build);
    let step = Subject::build(build).failed_step();
    let line = live_if(move || {
        log.counts();
        let number = told.or_else(|| log.first_error(step?))?;
        Some(view! { <p><a href=fragment(&(number..=number))>{text::line(number)}</a></p> })
    });
    note(Tone::Bad, title, view! { {lines} {help} <p>{text::KEPT}</p> {line} {package} })
}

/// The way to the package that the failure is about, in the editor of the version that was built.
fn to_package(build: &Build) -> Option<AnyView> {
    let package = build.explanation.as_ref()?.package.clone()?;
    let version = build.asked_by.first()?.clone();
    let handover = use_handover();
    let to = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) }.to_string();
    let words = text::to_package(&package.name);
    let bring = pressed(move || handover.bring(Brought::Package(version.clone(), package.clone())));
    Some(view! { <p><a class="btn small" href=to on:click=bring>{icon(Icon::Edit)} {words}</a></p> }.into_any())
}
