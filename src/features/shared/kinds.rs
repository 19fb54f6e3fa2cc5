//! States and types in words.

use crate::{
    routes::{Route, VersionTab},
    ui::{State, badge, state},
};
use api::{EnvironmentType, ImageState, VersionReference};
use leptos::prelude::*;

const GONE: &str = "The registry has its image no longer. The page of the version builds it again from its lock";

/// The state of an image.
pub fn image_state(of: ImageState) -> AnyView {
    match of {
        ImageState::Cached => state(State::Good, "Cached"),
        ImageState::Queued => state(State::Waiting, "Queued"),
        ImageState::Building => state(State::Live, "Building"),
        ImageState::Failed => state(State::Bad, "Failed"),
        ImageState::Lost => state(State::Warn, "Gone"),
        ImageState::None => state(State::Nothing, "None"),
    }
}

/// The state of the image of a version in a list; where it is gone, a link to the page that has the way back.
pub fn version_image(of: ImageState, version: &VersionReference) -> AnyView {
    if of != ImageState::Lost {
        return image_state(of);
    }
    let page = Route::Version { reference: version.clone(), tab: VersionTab::default() }.to_string();
    view! { <a class="ink" href=page title=GONE>{image_state(of)}</a> }.into_any()
}

/// Where an environment comes from and who manages its packages.
pub fn environment_type(of: EnvironmentType) -> AnyView {
    match of {
        EnvironmentType::Curated => badge("curated", "curated"),
        EnvironmentType::System => badge("system", "system"),
        EnvironmentType::User => badge("user", "user"),
    }
}
