//! The texts of the list of images.

use crate::ui::words;
use ::api::{ImageFilter, Room, Savings};
use definition::Digest;

pub const SEARCH: &str = "Environment, package or hash";
pub const FILTER: &str = "Filter images";
pub const HASH: &str = "Hash";
pub const USED_BY: &str = "Used by";
pub const SIZE: &str = "Size";
pub const BUILT: &str = "Built";
pub const REUSED: &str = "Reused";
pub const SAVED: &str = "Saved";
pub const NONE_SAVED: &str = "not yet";
pub const REBUILD: &str = "Rebuild";
pub const SHOW_ALL: &str = "Show all images";
pub const NONE: &str = "No images yet";
pub const NONE_HELP: &str = "Building a version creates an image. Every definition with the same hash reuses it";
pub const START: &str = "Start an environment";
pub const NONE_LOST: &str = "No image is lost";
pub const LOST: &str = "lost";
pub const LOST_HELP: &str =
    "These are no longer in the registry. They are rebuilt when a version is built that needs them";
pub const LOST_SINCE: &str = "lost";

pub const FREE: &str = "Free space";
pub const FREE_KEY: &str = "free space";
pub const FREE_HELP: &str =
    "Images are deleted from the registry. Lock files, logs and history are kept. Tied images are never deleted";
pub const WHICH: &str = "Which images";
pub const UNUSED: &str = "Old and unused";
pub const OLD: &str = "Unused for";
pub const SPACE: &str = "Free up space";
pub const DAYS: &str = "days";
pub const GB: &str = "GB to free";
pub const ORDER: &str =
    "Deletion order: unused images first, preferring those that are large, not used for long and quick to rebuild";
pub const NOTHING_TO_FREE: &str = "Nothing to delete";
pub const CHECKING: &str = "Checking what would be deleted";
pub const CANCEL: &str = "Cancel";

pub fn filter(filter: ImageFilter) -> &'static str {
    match filter {
        ImageFilter::Cached => "In the registry",
        ImageFilter::Lost => "Lost",
    }
}

/// `23 images, 31.4 GB`.
pub fn summary(total: u32, size: Option<u64>) -> String {
    let images = words::count(total as usize, "image", "images");
    size.map_or(images.clone(), |size| format!("{images}, {}", words::bytes(size)))
}

/// Before what all images saved.
pub fn since(day: &str) -> String {
    format!("Saved since {day}:")
}

/// `187 builds, 11 h 40 min`.
pub fn saved(savings: &Savings) -> String {
    let builds = words::count(usize::try_from(savings.builds).unwrap_or(usize::MAX), "build", "builds");
    format!("{builds}, {}", words::duration(savings.time))
}

/// The accessible name of the button.
pub fn rebuild(hash: Digest) -> String {
    format!("Rebuild {}", hash.short())
}

pub fn nothing_found(search: &str) -> String {
    format!("No image matches \u{201c}{search}\u{201d}")
}

/// The images that are not listed.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

pub fn would_delete(images: usize, frees: u64) -> String {
    let images = words::count(images, "image", "images");
    if frees == 0 {
        format!("{images} would be deleted. Their layers are shared with images that are kept, so no space is freed")
    } else {
        format!("{images} would be deleted, which frees {}", words::bytes(frees))
    }
}

/// The versions whose image would be deleted.
pub fn need_rebuild(versions: &[String], count: usize) -> String {
    let more = count.saturating_sub(versions.len());
    match (versions, more) {
        ([version], 0) => format!("{version} would need a rebuild"),
        (versions, 0) => format!("{} would need a rebuild", words::list(versions)),
        (versions, more) => format!("{} and {more} more would need a rebuild", versions.join(", ")),
    }
}

/// Tied images that are not deleted.
pub fn kept(tied: u32) -> String {
    match tied {
        1 => "1 image is kept because versions are tied to it".into(),
        tied => format!("{tied} images are kept because versions are tied to them"),
    }
}

pub fn delete(images: usize) -> String {
    match images {
        0 => "Delete".into(),
        images => format!("Delete {}", words::count(images, "image", "images")),
    }
}

pub fn deleted(images: usize, frees: u64) -> String {
    let images = words::count(images, "image", "images");
    format!("Deleted {images}, which freed {}. Lock files, logs and history are kept", words::bytes(frees))
}

/// When the space is freed, unless it is at once.
pub fn freed_later(room: Room) -> Option<&'static str> {
    match room {
        Room::Now => None,
        Room::Restart => {
            Some("A build is using the registry, so the space is freed when the server starts the next time")
        }
        Room::Elsewhere => {
            Some("The space is freed when your registry collects its garbage, which the server cannot start")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_without_an_image_are_named() {
        let versions = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(need_rebuild(&versions(&["demo 1"]), 1), "demo 1 would need a rebuild");
        assert_eq!(need_rebuild(&versions(&["demo 1", "a 2"]), 2), "demo 1 and a 2 would need a rebuild");
        assert_eq!(need_rebuild(&versions(&["demo 1", "a 2"]), 5), "demo 1, a 2 and 3 more would need a rebuild");
    }

    #[test]
    fn shared_layers_free_nothing() {
        assert!(would_delete(2, 0).contains("no space is freed"));
        assert_eq!(would_delete(1, 54_000_000), "1 image would be deleted, which frees 54 MB");
        assert_eq!([0, 1, 2].map(delete), ["Delete", "Delete 1 image", "Delete 2 images"]);
    }
}
