//! What pages are called while they are on their way. The words stand here, and their features take them from here, so
//! that a title does not change when its page arrives.

use crate::{features::shared::version_title, routes::Route};

pub const ENVIRONMENTS: &str = "Environments";
pub const NEW: &str = "New environment";
pub const DRAFT: &str = "Shared draft";
pub const COMPARE: &str = "Compare two versions";
pub const BUILDS: &str = "Builds";
pub const RUNS: &str = "Runs";
pub const IMAGES: &str = "Images";
pub const HEALTH: &str = "Health";
pub const ACTIVITY: &str = "Activity";
pub const NOT_FOUND: &str = "There is no such page";

/// The title of a page, as far as its address tells it.
pub fn title(route: &Route) -> String {
    match route {
        Route::Environment { name } => name.clone(),
        Route::Version { reference, .. } => version_title(reference),
        Route::New { .. } => NEW.into(),
        Route::Edit { name, .. } => next_version(name),
        Route::Draft => DRAFT.into(),
        Route::Compare { left: Some(left), right: Some(right) } => both(left, right),
        Route::Compare { .. } => COMPARE.into(),
        Route::Builds => BUILDS.into(),
        Route::Build { id } => build(*id),
        Route::Runs(_) => RUNS.into(),
        Route::Run { id } => run(*id),
        Route::Images(_) => IMAGES.into(),
        Route::Image { hash, .. } => image(*hash),
        Route::Activity(_) => ACTIVITY.into(),
        Route::Health => HEALTH.into(),
        // These are part of the first load.
        Route::Environments(_) | Route::NotFound => String::new(),
    }
}

/// The next version of an environment.
pub fn next_version(environment: &str) -> String {
    format!("{environment}, next version")
}

/// Two versions side by side.
pub fn both(left: &api::VersionReference, right: &api::VersionReference) -> String {
    format!("{} and {}", version_title(left), version_title(right))
}

/// The images of a hash.
pub fn image(hash: definition::Digest) -> String {
    format!("Image {}", hash.short())
}

/// A build.
pub fn build(id: i64) -> String {
    format!("Build {id}")
}

/// A run.
pub fn run(id: i64) -> String {
    format!("Run {id}")
}
