//! The titles of pages. They are part of the first load, so that a page has its title before its code is fetched.

use crate::routes::Route;
use api::VersionReference;

pub const ENVIRONMENTS: &str = "Environments";
pub const NEW: &str = "New environment";
pub const DRAFT: &str = "Shared draft";
pub const COMPARE: &str = "Compare two versions";
pub const BUILDS: &str = "Builds";
pub const RUNS: &str = "Runs";
pub const IMAGES: &str = "Images";
pub const HEALTH: &str = "Health";
pub const ACTIVITY: &str = "Activity";
pub const NOT_FOUND: &str = "Page not found";

/// The title of a page, as far as it is known from the address.
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

/// A version (`training 7`).
pub fn version_title(reference: &VersionReference) -> String {
    format!("{} {}", reference.environment, reference.version)
}

pub fn next_version(environment: &str) -> String {
    format!("{environment}, next version")
}

/// A comparison of two versions.
pub fn both(left: &VersionReference, right: &VersionReference) -> String {
    format!("{} and {}", version_title(left), version_title(right))
}

pub fn image(hash: definition::Digest) -> String {
    format!("Image {}", hash.short())
}

pub fn build(id: i64) -> String {
    format!("Build {id}")
}

pub fn run(id: i64) -> String {
    format!("Run {id}")
}
