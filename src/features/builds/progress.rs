//! How far a build is: time taken against the time it usually takes.

use super::{text, times};
use crate::{
    state::clock::use_seconds,
    ui::{meter, words},
};
use api::{Build, BuildState, StepState};
use leptos::prelude::*;

/// How far a build is.
#[derive(Clone, Copy)]
pub struct Progress {
    build: Memo<Option<Build>>,
    now: Signal<f64>,
}

impl Progress {
    /// Of a build.
    pub fn of(build: Memo<Option<Build>>) -> Self {
        let running = Signal::derive(move || state(build) == Some(BuildState::Running));
        Self { build, now: use_seconds(running) }
    }

    /// What the tab of the browser shows.
    pub fn in_tab(self) -> String {
        match state(self.build) {
            Some(BuildState::Running) => {
                self.part().map(|part| format!("{} %", words::percent(part))).unwrap_or_default()
            }
            Some(BuildState::Failed) => text::state(BuildState::Failed).into(),
            Some(BuildState::Succeeded) => text::state(BuildState::Succeeded).into(),
            _ => String::new(),
        }
    }

    /// The meter with its words, while the build waits or runs; how long it took when it has ended.
    pub fn show(self) -> AnyView {
        let part = Signal::derive(move || self.part());
        let running = Memo::new(move |_| state(self.build) == Some(BuildState::Running));
        view! {
            <div class="progress">
                {move || running.get().then(|| meter("Progress of the build", part))}
                <p class="progress-words">{move || self.words()}</p>
            </div>
        }
        .into_any()
    }

    fn words(self) -> Option<AnyView> {
        let build = self.build.get()?;
        let taken = times::taken(&build, self.now.get());
        let usual = build.expected.map(words::about);
        let view = match build.state {
            BuildState::Queued => view! { "Waits for a worker" }.into_any(),
            BuildState::Running => {
                let usual = usual.map(|usual| format!(" of {usual}"));
                let step = build.steps.iter().position(|step| step.state == StepState::Running);
                let step = step.map(|step| format!("step {} of {}", step + 1, build.steps.len()));
                let source = build.expected.map(|_| "as builds with these steps took before");
                view! {
                    <span><b>{taken.map(words::duration)}</b> {usual}</span>
                    <span>{step}</span> <span class="quiet">{source}</span>
                }
                .into_any()
            }
            _ => {
                let usual = usual.map(|usual| format!("usually {usual}"));
                view! { <span>{taken.map(|taken| format!("took {}", words::duration(taken)))}</span> <span class="quiet">{usual}</span> }
                    .into_any()
            }
        };
        Some(view)
    }

    /// Never full while the build runs: a prediction is no promise.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a build are less than 2^52")]
    fn part(self) -> Option<f64> {
        let build = self.build.get()?;
        let taken = times::taken(&build, self.now.get())? as f64;
        Some((taken / build.expected? as f64).min(0.97))
    }
}

fn state(build: Memo<Option<Build>>) -> Option<BuildState> {
    build.with(|build| build.as_ref().map(|build| build.state))
}
