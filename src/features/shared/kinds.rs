//! States and types in words.

use crate::{
    routes::{Route, VersionTab},
    ui::{State, badge, state},
};
use api::{EnvironmentType, ImageState, TrialOutcome, VersionReference};
use leptos::prelude::*;

const GONE: &str = "The registry has its image no longer. The page of the version builds it again from its lock";
const FLAWED: &str = "The page of the version says what does not work and what fixes it";

/// The state of an image: whether it is there, and where its trial found that it does not fully work, that.
pub fn image_state(of: ImageState, trial: Option<TrialOutcome>) -> AnyView {
    match of {
        ImageState::Cached => trial.and_then(flaw).unwrap_or_else(|| state(State::Good, "Cached")),
        ImageState::Queued => state(State::Waiting, "Queued"),
        ImageState::Building => state(State::Live, "Building"),
        ImageState::Failed => state(State::Bad, "Failed"),
        ImageState::Lost => state(State::Warn, "Gone"),
        ImageState::None => state(State::Nothing, "None"),
    }
}

/// What a trial found, unless everything works.
pub fn flaw(of: TrialOutcome) -> Option<AnyView> {
    (of != TrialOutcome::Works).then(|| trial_outcome(of))
}

/// What a trial found.
pub fn trial_outcome(of: TrialOutcome) -> AnyView {
    match of {
        TrialOutcome::Works => state(State::Good, "Works"),
        TrialOutcome::WorksBut => state(State::Warn, "Works, but\u{2026}"),
        TrialOutcome::Fails => state(State::Bad, "Does not work"),
    }
}

/// The state of the image of a version in a list; where it is gone or does not fully work, a link to the page that says
/// what can be done.
pub fn version_image(of: ImageState, trial: Option<TrialOutcome>, version: &VersionReference) -> AnyView {
    let title = match (of, trial) {
        (ImageState::Lost, _) => GONE,
        (ImageState::Cached, Some(TrialOutcome::WorksBut | TrialOutcome::Fails)) => FLAWED,
        _ => return image_state(of, trial),
    };
    let page = Route::Version { reference: version.clone(), tab: VersionTab::default() }.to_string();
    view! { <a class="ink" href=page title=title>{image_state(of, trial)}</a> }.into_any()
}

/// Where an environment comes from and who manages its packages.
pub fn environment_type(of: EnvironmentType) -> AnyView {
    match of {
        EnvironmentType::Curated => badge("curated", "curated"),
        EnvironmentType::System => badge("system", "system"),
        EnvironmentType::User => badge("user", "user"),
    }
}
