//! States and types in words.

use crate::ui::{State, badge, state};
use api::{EnvironmentType, ImageState};
use leptos::prelude::*;

/// The state of an image.
pub fn image_state(of: ImageState) -> AnyView {
    match of {
        ImageState::Cached => state(State::Good, "Cached"),
        ImageState::Queued => state(State::Waiting, "Queued"),
        ImageState::Building => state(State::Live, "Building"),
        ImageState::Failed => state(State::Bad, "Failed"),
        ImageState::None => state(State::Nothing, "None"),
    }
}

/// Where an environment comes from and who manages its packages.
pub fn environment_type(of: EnvironmentType) -> AnyView {
    match of {
        EnvironmentType::Curated => badge("curated", "curated"),
        EnvironmentType::System => badge("system", "system"),
        EnvironmentType::User => badge("user", "user"),
    }
}
