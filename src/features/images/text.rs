//! The words of images.

use crate::ui::words;
use ::api::{ImageFilter, PackageMove, Savings};

pub use crate::titles::{IMAGES as TITLE, image as one};

pub const SEARCH: &str = "Environment, package or hash";
pub const FILTER: &str = "Which images";
pub const LOST_HELP: &str = "The registry no longer has these. Whoever asks for one gets it built again";
pub const LEFT_IT: &str = "left ";
pub const FREE: &str = "Free space";
pub const FREE_KEY: &str = "free space";
pub const REBUILD: &str = "Rebuild";
pub const HASH: &str = "Hash";
pub const USED_BY: &str = "Used by";
pub const NOBODY: &str = "no version";
pub const SIZE: &str = "Size";
pub const BUILT: &str = "Built";
pub const REUSED: &str = "Reused";
pub const SAVED: &str = "Saved";
pub const NEVER: &str = "not yet";
pub const CLEAR: &str = "Show all images";
pub const NONE_YET: &str = "No images yet";
pub const NONE_LOST: &str = "No image is gone";
pub const NONE_HELP: &str =
    "An image is made when a version is built, and kept for everybody whose definition has the same hash";
pub const START: &str = "Start an environment";

pub const CURRENT: &str = "Current image";
pub const FORMER_TITLE: &str = "Image";
pub const OLDER_TITLE: &str = "Older image";
pub const GONE_TITLE: &str = "Image that is gone";
pub const BASE: &str = "Base image";
pub const NO_BASE_DIGEST: &str = "its digest was not recorded";
pub const BASE_IN_DOCKERFILE: &str = "named by the Dockerfile";
pub const ENVIRONMENT: &str = "Environment";
pub const INTERPRETER: &str = "Interpreter";
pub const USER_MANAGED: &str = "the user installs every package in the Docker steps";
pub const PARTS: &str = "Parts of the image";
pub const PACKAGES: &str = "Packages";
pub const DOCKERFILES: &str = "Dockerfiles";
pub const LAYERS: &str = "Layers";
pub const TAKE: &str = "Download what the image holds";
pub const NOTHING_LOCKED: &str = "Nothing is locked: the packages are those of the base image and of the Docker steps";
pub const FIRST_STEP: &str = "Step 1: base image and Docker steps";
pub const SECOND_STEP: &str = "Step 2: packages";
pub const HISTORY: &str = "History";
pub const HISTORY_HINT: &str = "Every image of this hash, built last first. A digest leads to what is in that image";
pub const GONE: &str = "The registry has no image of this hash now";
pub const THIS_GONE: &str = "The registry has this image no longer";
pub const GONE_HELP: &str = ". What was recorded of it stays here";
pub const OTHERS_THERE: &str = ", and an older image of this hash that is still there can be restored from the history";
pub const LEFT: &str = "It left the registry ";
pub const IN_USE: &str = "current";
pub const FORMER: &str = "kept";
pub const OLDER: &str = "older";
pub const IS_GONE: &str = "gone";
pub const RESTORE: &str = "Restore";
pub const FIRST: &str = "the first image of this hash";
pub const NOTHING_MOVED: &str = "the same packages as the one before";
pub const DRIFT: &str = "Drift over time";
pub const DRIFT_HINT: &str = "packages that had moved on by the next build";
pub const ASKING_TODAY: &str = "Asking the indexes what they hold today";
pub const NOW: &str = "today";
pub const USERS: &str = "Versions with this hash";
pub const FORMER_USERS: &str = "Versions that had this hash";
pub const NO_USERS: &str = "No version has this hash: its image was built for a bare definition";

pub const FREE_TITLE: &str = "Free space";
pub const FREE_HELP: &str =
    "Images go from the registry; lock, log and history of each stay. Tied images are never evicted";
pub const WHICH: &str = "Which images";
pub const UNUSED: &str = "Older and unused";
pub const OLD: &str = "Not used for";
pub const LEAST: &str = "Until there is room";
pub const DAYS: &str = "days";
pub const GB: &str = "GB to free";
pub const ORDER: &str = "In this order: what nobody needs goes first, and of that what takes much room, was not used for long and is quickly built again";
pub const NOTHING_TO_FREE: &str = "No image fits that, so nothing would go";
pub const CANCEL: &str = "Cancel";
pub const EVICT: &str = "Evict";
pub const CHECKING: &str = "Looking what would go";

/// A filter as a word.
pub fn filter(filter: ImageFilter) -> &'static str {
    match filter {
        ImageFilter::Cached => "In the registry",
        ImageFilter::Lost => "Gone",
    }
}

/// The sum of all images (`23 images, 31.4 GB`).
pub fn summary(total: u32, size: Option<u64>) -> String {
    let images = words::count(total as usize, "image", "images");
    size.map_or(images.clone(), |size| format!("{images}, {}", words::bytes(size)))
}

/// What all images saved (`187 builds, 11 h 40 min`).
pub fn saved(savings: &Savings) -> String {
    let builds = words::count(usize::try_from(savings.builds).unwrap_or(usize::MAX), "build", "builds");
    format!("{builds}, {}", words::duration(savings.time))
}

/// Since when.
pub fn since(day: &str) -> String {
    format!(". Since {day} they saved ")
}

/// That nothing was found.
pub fn nothing_found(search: &str) -> String {
    format!("No image matches \u{201c}{search}\u{201d}")
}

/// How many of how many are shown.
pub fn shown(shown: usize, total: u32) -> String {
    if shown >= total as usize { format!("{total} shown") } else { format!("{shown} of {total} shown") }
}

/// Versions that are not named.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

/// What moved since the image before, in one word each.
pub fn moved(package: &PackageMove) -> String {
    let PackageMove { name, before, after, .. } = package;
    match (before, after) {
        (Some(before), Some(after)) => format!("{name} {before} \u{2192} {after}"),
        (None, Some(after)) => format!("+ {name} {after}"),
        (Some(before), None) => format!("\u{2212} {name} {before}"),
        (None, None) => name.clone(),
    }
}

/// From which lock an image was built.
pub fn of_lock(manifest: &str, same: bool) -> String {
    let short = words::short_digest(manifest);
    if same {
        "built again from its own lock, with the same digest".into()
    } else {
        format!("built from the lock of {short}\u{2026}: the same packages, another digest")
    }
}

/// How many packages the picture reaches up to.
pub fn packages(count: usize) -> String {
    words::count(count, "package", "packages")
}

/// How far the current image is behind.
pub fn behind(moving: usize, all: usize) -> String {
    match moving {
        0 => "A build of today would install the same packages".into(),
        moving => format!("{moving} of {all} packages would move if it were built today"),
    }
}

/// Why it is not known what the indexes hold.
pub fn no_today(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| format!("{message}."), |help| format!("{message}. {help}"))
}

/// What was done.
pub fn restored(build: i64) -> String {
    format!("The image of build {build} is the current one again")
}

/// The versions that are tied to an image.
pub fn tied(versions: &[String]) -> String {
    format!("tied: {}", words::list(versions))
}

/// What would go.
pub fn would_go(images: usize, frees: u64) -> String {
    let images = words::count(images, "image", "images");
    if frees == 0 {
        format!("{images} would go. Their layers are shared with images that stay, so no room is freed")
    } else {
        format!("{images} would go and free {}", words::bytes(frees))
    }
}

/// Who loses an image.
pub fn loses(versions: &[String], count: usize) -> String {
    let named = words::list(versions);
    let more = count.saturating_sub(versions.len());
    if more == 0 { format!("no image then: {named}") } else { format!("no image then: {named} and {more} more") }
}

/// Tied images that stay.
pub fn stays(tied: u32) -> String {
    match tied {
        1 => "1 image stays, because versions are tied to it".into(),
        tied => format!("{tied} images stay, because versions are tied to them"),
    }
}

/// What the button that evicts is about.
pub fn these(images: usize) -> String {
    words::count(images, "image", "images")
}

/// What was done.
pub fn evicted(images: usize, frees: u64) -> String {
    format!("Evicted {}, {} freed. What was recorded of them stays", these(images), words::bytes(frees))
}

/// When the room is free, where that is not at once.
pub fn later(room: ::api::Room) -> Option<&'static str> {
    match room {
        ::api::Room::Now => None,
        ::api::Room::Restart => {
            Some("A build is using the registry, so the room is free after the next start of the server")
        }
        ::api::Room::Elsewhere => {
            Some("The room is free when your registry collects its garbage; the server cannot do that there")
        }
    }
}

/// How many layers there are, and how large they are together.
pub fn layers(count: usize, size: &str) -> String {
    format!("{}, {size} compressed", words::count(count, "layer", "layers"))
}

/// A base image by digest (`docker.io/library/python@sha256:…`), whatever tag or digest it was named by.
pub fn by_digest(name: &str, manifest: &str) -> String {
    let untied = name.split('@').next().unwrap_or(name);
    let repository = match untied.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => untied,
    };
    format!("{repository}@{manifest}")
}

#[cfg(test)]
mod tests {
    use super::by_digest;

    #[test]
    fn a_digest_takes_the_place_of_a_tag_and_not_of_a_port() {
        let manifest = "sha256:71c0";
        for (name, reference) in [
            ("docker.io/library/python:3.12", "docker.io/library/python@sha256:71c0"),
            ("127.0.0.1:5000/base", "127.0.0.1:5000/base@sha256:71c0"),
            ("localhost/base:1@sha256:0000", "localhost/base@sha256:71c0"),
        ] {
            assert_eq!(by_digest(name, manifest), reference);
        }
    }
}
