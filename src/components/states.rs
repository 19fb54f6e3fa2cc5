//! States and types, each as an icon or a badge with a word.

use crate::{
    routes::{Route, VersionTab},
    ui::{State, badge, state},
};
use api::{BuildState, EnvironmentType, ImageState, RunState, TrialOutcome, VersionReference};
use leptos::prelude::*;

const LOST_HELP: &str = "This image is no longer in the registry. The page of the version can rebuild it from its lock";
const FLAWED_HELP: &str = "The page of the version says what does not work and how to fix it";

/// The state of an image. Where its trial found problems, these take the place of "Ready".
pub fn image_state(of: ImageState, trial: Option<TrialOutcome>) -> AnyView {
    match of {
        ImageState::Cached => trial.and_then(flaw).unwrap_or_else(|| state(State::Good, "Ready")),
        ImageState::Queued => state(State::Waiting, "Queued"),
        ImageState::Building => state(State::Live, "Building"),
        ImageState::Failed => state(State::Bad, "Failed"),
        ImageState::Lost => state(State::Warn, "Lost"),
        ImageState::None => state(State::Nothing, "Not built"),
    }
}

/// The outcome of a trial, unless everything works.
pub fn flaw(of: TrialOutcome) -> Option<AnyView> {
    (of != TrialOutcome::Works).then(|| trial_outcome(of))
}

pub fn trial_outcome(of: TrialOutcome) -> AnyView {
    match of {
        TrialOutcome::Works => state(State::Good, "Works"),
        TrialOutcome::WorksBut => state(State::Warn, "Works, but\u{2026}"),
        TrialOutcome::Fails => state(State::Bad, "Does not work"),
    }
}

/// The state of the image of a version in a list. Where something can be done about it, it links to the version.
pub fn version_image(of: ImageState, trial: Option<TrialOutcome>, version: &VersionReference) -> AnyView {
    let title = match (of, trial) {
        (ImageState::Lost, _) => LOST_HELP,
        (ImageState::Cached, Some(TrialOutcome::WorksBut | TrialOutcome::Fails)) => FLAWED_HELP,
        _ => return image_state(of, trial),
    };
    let page = Route::Version { reference: version.clone(), tab: VersionTab::default() }.to_string();
    view! { <a class="ink" href=page title=title>{image_state(of, trial)}</a> }.into_any()
}

/// Who provides an environment and manages its packages.
pub fn environment_type(of: EnvironmentType) -> AnyView {
    match of {
        EnvironmentType::Curated => badge("curated", "curated"),
        EnvironmentType::System => badge("system", "system"),
        EnvironmentType::User => badge("user", "user"),
    }
}

pub fn build_state(of: BuildState) -> AnyView {
    let sign = match of {
        BuildState::Queued => State::Waiting,
        BuildState::Running => State::Live,
        BuildState::Succeeded => State::Good,
        BuildState::Failed => State::Bad,
        BuildState::Cancelled => State::Nothing,
    };
    state(sign, build_state_word(of))
}

pub fn build_state_word(state: BuildState) -> &'static str {
    match state {
        BuildState::Queued => "Queued",
        BuildState::Running => "Building",
        BuildState::Succeeded => "Built",
        BuildState::Failed => "Failed",
        BuildState::Cancelled => "Cancelled",
    }
}

pub fn run_state(of: RunState) -> AnyView {
    let sign = match of {
        RunState::Queued => State::Waiting,
        RunState::Building | RunState::Running => State::Live,
        RunState::Completed => State::Good,
        RunState::Failed => State::Bad,
        RunState::Cancelled => State::Nothing,
    };
    state(sign, run_state_word(of))
}

pub fn run_state_word(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "Queued",
        RunState::Building => "Building",
        RunState::Running => "Running",
        RunState::Completed => "Completed",
        RunState::Failed => "Failed",
        RunState::Cancelled => "Cancelled",
    }
}
