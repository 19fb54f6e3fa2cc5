//! Why a build failed.

use super::{log::Log, text};
use crate::ui::{Tone, note};
use api::{Build, BuildState, StepKind, StepState};
use leptos::prelude::*;

/// The likely cause, the last word of the tool, and the way to its line.
pub fn show(build: Memo<Option<Build>>, log: Log) -> AnyView {
    let cause = Memo::new(move |_| {
        let build = build.get().filter(|build| build.state == BuildState::Failed)?;
        Some((build.cause.clone().unwrap_or_else(|| text::FAILED.into()), failed_step(&build)))
    });
    (move || {
        let (cause, step) = cause.get()?;
        let (title, rest) = cause.split_once('\n').unwrap_or((&cause, ""));
        let line = move || {
            log.counts();
            let number = log.first_error(step?)?;
            Some(view! { <a href=format!("#L{number}")>{format!("Line {number}")}</a> })
        };
        let rest: Vec<AnyView> = rest.lines().map(|line| view! { <p>{line.to_owned()}</p> }.into_any()).collect();
        Some(note(Tone::Bad, title, view! { {rest} <p>{text::KEPT}</p> <p>{line}</p> }))
    })
    .into_any()
}

/// The step that failed.
pub fn failed_step(build: &Build) -> Option<StepKind> {
    build.steps.iter().find(|step| step.state == StepState::Failed).map(|step| step.kind)
}
