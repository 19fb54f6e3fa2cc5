//! The texts of the palette.

use crate::ui::words;

pub const RESULTS: &str = "Results";
pub const NOTHING: &str =
    "Nothing found. Type part of a name, NAME VERSION, the number of a build or run, or the first digits of a hash";
pub const LOST: &str = "not in the registry now";
pub const RECENT: &str = "Recent";
pub const PAGE_ACTIONS: &str = "On this page";
pub const PLACES: &str = "Places";
pub const VERSIONS: &str = "Versions";

pub fn latest(version: &str) -> String {
    format!("version {version}")
}

/// The list of all images that were found.
pub fn images_like(words: &str) -> String {
    format!("Images that match \u{201c}{words}\u{201d}")
}

pub fn image_count(total: u32) -> String {
    words::count(total as usize, "image", "images")
}

/// For screen readers.
pub fn count(items: usize) -> String {
    words::count(items, "result", "results")
}
