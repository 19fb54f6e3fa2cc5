//! The progress of a build: the time it has taken against the estimate.

use super::text;
use crate::{
    components::{builds::build_time, states::build_state_word},
    state::clock::use_seconds,
    ui::{meter, words},
};
use api::{Build, BuildState, StepState};
use leptos::prelude::*;

/// How full the meter is at most while the build runs.
const MAX_PART: f64 = 0.97;

/// The progress of a build.
#[derive(Clone, Copy)]
pub struct Progress {
    build: Memo<Option<Build>>,
    now: Signal<f64>,
}

impl Progress {
    pub fn new(build: Memo<Option<Build>>) -> Self {
        let running = Signal::derive(move || state(build) == Some(BuildState::Running));
        Self { build, now: use_seconds(running) }
    }

    /// For the title of the browser tab.
    pub fn in_tab(self) -> String {
        match state(self.build) {
            Some(BuildState::Running) => {
                self.part().map(|part| format!("{} %", words::percent(part))).unwrap_or_default()
            }
            Some(BuildState::Failed) => build_state_word(BuildState::Failed).into(),
            Some(BuildState::Succeeded) => build_state_word(BuildState::Succeeded).into(),
            _ => String::new(),
        }
    }

    /// The meter and its text while the build waits or runs; how long it took when it has ended.
    pub fn show(self) -> AnyView {
        let part = Signal::derive(move || self.part());
        let running = Memo::new(move |_| state(self.build) == Some(BuildState::Running));
        view! {
            <div class="progress">
                {move || running.get().then(|| meter(text::PROGRESS, part))}
                <p class="progress-words">{move || self.words()}</p>
            </div>
        }
        .into_any()
    }

    fn words(self) -> Option<AnyView> {
        let build = self.build.get()?;
        let time = build_time(&build, self.now.get());
        let view = match build.state {
            BuildState::Queued => view! { {text::QUEUED} }.into_any(),
            BuildState::Running => {
                let estimate = build.expected.map(text::of_estimate);
                let step = build.steps.iter().position(|step| step.state == StepState::Running);
                let step = step.map(|step| text::step_of(step + 1, build.steps.len()));
                let source = build.expected.map(|_| text::ESTIMATE_SOURCE);
                view! {
                    <span><b>{time.map(words::duration)}</b> {estimate}</span>
                    <span>{step}</span> <span class="quiet">{source}</span>
                }
                .into_any()
            }
            _ => {
                let estimate = build.expected.map(text::estimated);
                view! { <span>{time.map(text::took)}</span> <span class="quiet">{estimate}</span> }.into_any()
            }
        };
        Some(view)
    }

    /// Never full while the build runs: an estimate may be too short.
    fn part(self) -> Option<f64> {
        let build = self.build.get()?;
        let time = build_time(&build, self.now.get())?;
        Some(part_of(time, build.expected?))
    }
}

fn state(build: Memo<Option<Build>>) -> Option<BuildState> {
    build.with(|build| build.as_ref().map(|build| build.state))
}

/// The part of the estimate that has passed.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a build are less than 2^52")]
fn part_of(time: u64, estimate: u64) -> f64 {
    (time as f64 / estimate.max(1) as f64).min(MAX_PART)
}

#[cfg(test)]
mod tests {
    use super::{MAX_PART, part_of};

    #[test]
    fn a_build_that_takes_longer_than_estimated_is_never_full() {
        assert!((part_of(30_000, 60_000) - 0.5).abs() < f64::EPSILON);
        assert!((part_of(90_000, 60_000) - MAX_PART).abs() < f64::EPSILON);
        assert!((part_of(1, 0) - MAX_PART).abs() < f64::EPSILON, "an estimate of nothing");
    }
}
