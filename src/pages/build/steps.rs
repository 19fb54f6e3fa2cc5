//! The steps of a build with their state and time.

use super::text;
use crate::{
    components::builds::{elapsed, step_title},
    state::clock::use_seconds,
    ui::{State, icon, words},
};
use api::{Build, BuildStep, StepState};
use leptos::prelude::*;

pub fn show(build: Memo<Option<Build>>) -> AnyView {
    let steps = Memo::new(move |_| build.with(|build| build.as_ref().map(|build| build.steps.clone())));
    // Which steps a queued build can skip is known when it starts.
    let has_started =
        Memo::new(move |_| build.with(|build| build.as_ref().is_some_and(|build| build.started_at.is_some())));
    let running = move || steps.with(|steps| steps.iter().flatten().any(|step| step.state == StepState::Running));
    let now = use_seconds(Signal::derive(running));
    let rows = move || {
        let steps = steps.get().unwrap_or_default();
        let has_started = has_started.get();
        let row = |step: BuildStep| {
            let estimate = text::step_estimate(&step).filter(|_| has_started);
            row(step, estimate, now)
        };
        steps.into_iter().map(row).collect::<Vec<_>>()
    };
    view! {
        <section class="panel steps">
            <header><h2>{text::STEPS}</h2></header>
            <ol>{rows}</ol>
        </section>
    }
    .into_any()
}

fn row(step: BuildStep, estimate: Option<String>, now: Signal<f64>) -> AnyView {
    let (sign, class) = match step.state {
        StepState::Waiting => (State::Waiting, "none"),
        StepState::Running => (State::Live, "live"),
        StepState::Reused | StepState::Done => (State::Good, "good"),
        StepState::Failed => (State::Bad, "bad"),
        StepState::Skipped => (State::Nothing, "none"),
    };
    let current = (step.state == StepState::Running).then_some("step");
    let failed = step.state == StepState::Failed;
    let detail = step.detail.clone();
    let name = step_title(step.kind);
    let time = move || match step.state {
        StepState::Waiting | StepState::Reused | StepState::Skipped => text::step_state(step.state).to_owned(),
        state => elapsed(step.started_at.as_deref(), step.finished_at.as_deref(), now.get())
            .map_or_else(|| text::step_state(state).to_owned(), words::clock),
    };
    view! {
        <li aria-current=current class:failed=failed>
            <span class=format!("state {class}")>{icon(sign.icon())} <span class="vh">{text::step_state(step.state)}</span></span>
            <span class="step-name">{name}</span>
            <span class="step-time">{time}</span>
            <span class="step-detail hint">{detail}</span>
            <span class="step-detail hint">{estimate}</span>
        </li>
    }
    .into_any()
}
