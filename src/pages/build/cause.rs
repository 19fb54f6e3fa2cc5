//! Why a build failed.

use super::text;
use crate::{
    components::log::{Log, LogSource, marked::fragment},
    reactive::{live_if, memo, pressed},
    routes::Route,
    state::handover::{Handed, use_handover},
    ui::{Icon, Tone, icon, note, words},
};
use api::{Build, BuildState, StepKind};
use leptos::prelude::*;

/// The likely cause, what to do about it, and a link to the line in the log.
pub fn show(build: Memo<Option<Build>>, log: Log) -> AnyView {
    let failed = memo(move || build.get().filter(|build| build.state == BuildState::Failed && !is_trial(build)));
    live_if(move || failed.get().map(|build| explain(&build, log)))
}

/// Whether the build failed because of the trial of its image, whose panel explains it.
pub fn is_trial(build: &Build) -> bool {
    build.trial.is_some() && LogSource::build(build).failed_step() == Some(StepKind::Trial)
}

fn explain(build: &Build, log: Log) -> AnyView {
    let cause = build.cause.clone().unwrap_or_else(|| text::FAILED.into());
    let mut lines = cause.lines().map(words::sentence);
    let explanation = build.explanation.as_ref();
    // The general explanation comes first, then the details of this failure.
    let title = explanation.map(|it| it.title.clone()).or_else(|| lines.next()).unwrap_or_default();
    let lines: Vec<AnyView> = lines.map(|line| view! { <p class="wrap">{line}</p> }.into_any()).collect();
    let help = explanation.map(|it| view! { <p>{it.help.clone()}</p> });
    let explained_line = explanation.and_then(|it| it.line);
    let package = package_link(build);
    let step = LogSource::build(build).failed_step();
    let line = live_if(move || {
        log.counts();
        let number = explained_line.or_else(|| log.first_error(step?))?;
        Some(view! { <p><a href=fragment(&(number..=number))>{text::line(number)}</a></p> })
    });
    note(Tone::Bad, title, view! { {lines} {help} <p>{text::RESUMES}</p> {line} {package} })
}

/// A link to the package that caused the failure, in the editor of the version that was built.
fn package_link(build: &Build) -> Option<AnyView> {
    let package = build.explanation.as_ref()?.package.clone()?;
    let version = build.asked_by.first()?.clone();
    let handover = use_handover();
    let to = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) }.to_string();
    let words = text::change_package(&package.name);
    let press = pressed(move || handover.put(Handed::Package(version.clone(), package.clone())));
    Some(view! { <p><a class="btn small" href=to on:click=press>{icon(Icon::Edit)} {words}</a></p> }.into_any())
}
