//! The words of the palette.

use crate::ui::words;

pub use crate::titles::{BUILDS, ENVIRONMENTS, IMAGES, RUNS};
pub const RESULTS: &str = "Results";
pub const NOTHING: &str =
    "Nothing found. Write a part of a name, NAME VERSION, the number of a build or run, or four digits of a hash";
pub const GONE: &str = "not in the registry now";
pub const RECENT: &str = "Recent";
pub const HERE: &str = "On this page";
pub const PLACES: &str = "Places";
pub const VERSIONS: &str = "Versions";

pub fn latest(version: &str) -> String {
    format!("version {version}")
}

/// How many there are, for those who do not see them.
pub fn count(items: usize) -> String {
    words::count(items, "result", "results")
}
