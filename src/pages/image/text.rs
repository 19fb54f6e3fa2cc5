//! The texts of the page of an image.

use crate::ui::words;
use ::api::{PackageMove, Savings};

pub const WHERE: &str = "Where this is";
pub const CURRENT_TITLE: &str = "Current image";
pub const FORMER_TITLE: &str = "Image";
pub const OLDER_TITLE: &str = "Older image";
pub const LOST_TITLE: &str = "Lost image";
pub const IS_CURRENT: &str = "current";
pub const IS_FORMER: &str = "kept";
pub const IS_OLDER: &str = "older";
pub const IS_LOST: &str = "lost";

pub const REFERENCE: &str = "Reference";
pub const HASH: &str = "Hash";
pub const BASE: &str = "Base image";
pub const NO_BASE_DIGEST: &str = "its digest was not recorded";
pub const BASE_IN_DOCKERFILE: &str = "named by the Dockerfile";
pub const ENVIRONMENT: &str = "Environment";
pub const INTERPRETER: &str = "Interpreter";
pub const USER_MANAGED: &str = "none: all packages are in the base image or installed by the Docker steps";
pub const SIZE: &str = "Size";
pub const BUILT: &str = "Built";
pub const SAVED: &str = "Saved";
pub const NONE_SAVED: &str = "not yet";
pub const USERS: &str = "Versions with this hash";
pub const FORMER_USERS: &str = "Versions that had this hash";
pub const NO_USERS: &str = "No version has this hash: the image was built for a definition that was not registered";

pub const PARTS: &str = "Parts of the image";
pub const PACKAGES: &str = "Packages";
pub const DOCKERFILES: &str = "Dockerfiles";
pub const LAYERS: &str = "Layers";
pub const HISTORY: &str = "History";
pub const DOWNLOADS: &str = "Download the contents";
pub const NO_PACKAGES: &str = "No packages were installed: all are in the base image or installed by the Docker steps";
pub const FIRST_STEP: &str = "Step 1: base image and Docker steps";
pub const SECOND_STEP: &str = "Step 2: packages";

pub const HISTORY_HINT: &str = "Every image of this hash, newest first. A digest opens the contents of that image";
pub const LOST: &str = "The registry has no image of this hash now";
pub const THIS_LOST: &str = "This image is no longer in the registry";
pub const LOST_SINCE: &str = "Lost";
pub const LOST_HELP: &str = "Its records are kept here";
pub const CAN_RESTORE: &str = ", and an older image of this hash can be restored from the history";
pub const RESTORE: &str = "Restore";
pub const FIRST: &str = "the first image of this hash";
pub const NO_CHANGES: &str = "the same packages as the one before";

pub const DRIFT: &str = "Drift over time";
pub const DRIFT_HINT: &str = "packages that had changed by the next build";
pub const CHECKING_INDEXES: &str = "Checking the package indexes";
pub const TODAY: &str = "today";

/// `187 builds, 11 h 40 min`.
pub fn saved(savings: &Savings) -> String {
    let builds = words::count(usize::try_from(savings.builds).unwrap_or(usize::MAX), "build", "builds");
    format!("{builds}, {}", words::duration(savings.time))
}

/// A package that changed since the image before.
pub fn change(package: &PackageMove) -> String {
    let PackageMove { name, before, after, .. } = package;
    match (before, after) {
        (Some(before), Some(after)) => format!("{name} {before} \u{2192} {after}"),
        (None, Some(after)) => format!("+ {name} {after}"),
        (Some(before), None) => format!("\u{2212} {name} {before}"),
        (None, None) => name.clone(),
    }
}

/// The packages that are not named.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

/// The lock that an image was rebuilt from.
pub fn from_lock(manifest: &str, is_own: bool) -> String {
    if is_own {
        return "rebuilt from its own lock, with the same digest".into();
    }
    let short = words::short_digest(manifest);
    format!("rebuilt from the lock of {short}\u{2026}: the same packages, another digest")
}

/// The top of the chart.
pub fn packages(count: usize) -> String {
    words::count(count, "package", "packages")
}

/// How far the current image is behind.
pub fn behind(changing: usize, all: usize) -> String {
    match changing {
        0 => "A rebuild today would install the same packages".into(),
        changing => format!("{changing} of {all} packages would change in a rebuild today"),
    }
}

pub fn indexes_failed(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| format!("{message}."), |help| format!("{message}. {help}"))
}

pub fn restored(build: i64) -> String {
    format!("The image of build {build} is current again")
}

/// The versions that are tied to an image.
pub fn tied(versions: &[String]) -> String {
    format!("tied: {}", words::list(versions))
}

pub fn layers(count: usize, size: &str) -> String {
    format!("{}, {size} compressed", words::count(count, "layer", "layers"))
}

/// A base image by digest (`docker.io/library/python@sha256:…`), whatever tag or digest it has.
pub fn with_digest(name: &str, manifest: &str) -> String {
    let tagged = name.split('@').next().unwrap_or(name);
    let repository = match tagged.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => tagged,
    };
    format!("{repository}@{manifest}")
}

#[cfg(test)]
mod tests {
    use super::with_digest;

    #[test]
    fn a_digest_replaces_a_tag_and_not_a_port() {
        let manifest = "sha256:71c0";
        for (name, reference) in [
            ("docker.io/library/python:3.12", "docker.io/library/python@sha256:71c0"),
            ("127.0.0.1:5000/base", "127.0.0.1:5000/base@sha256:71c0"),
            ("localhost/base:1@sha256:0000", "localhost/base@sha256:71c0"),
        ] {
            assert_eq!(with_digest(name, manifest), reference);
        }
    }
}
