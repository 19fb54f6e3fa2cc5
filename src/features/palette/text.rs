//! The words of the palette.

use crate::ui::words;

pub use crate::titles::{BUILDS, ENVIRONMENTS, IMAGES, RUNS};
pub const RESULTS: &str = "Results";
pub const NOTHING: &str =
    "Nothing found. Write a part of a name, NAME VERSION, the number of a build or run, or the first digits of a hash";
pub const GONE: &str = "not in the registry now";
pub const RECENT: &str = "Recent";
pub const HERE: &str = "On this page";
pub const PLACES: &str = "Places";
pub const VERSIONS: &str = "Versions";

pub fn latest(version: &str) -> String {
    format!("version {version}")
}

/// The list of images that are found by these words.
pub fn images_like(words: &str) -> String {
    format!("Images found by \u{201c}{words}\u{201d}")
}

/// How many images a list has.
pub fn image_count(total: u32) -> String {
    words::count(total as usize, "image", "images")
}

/// How many there are, for those who do not see them.
pub fn count(items: usize) -> String {
    words::count(items, "result", "results")
}
