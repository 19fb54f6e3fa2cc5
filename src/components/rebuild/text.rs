//! The texts of the dialog.

use crate::ui::words;
use ::api::{StagePresence, Touched};

pub const TITLE: &str = "Rebuild this image?";
pub const DRIFT: &str = "Packages that would change";
pub const AFFECTED: &str = "Affected versions";
pub const CHECKING: &str = "Checking the package indexes, which may take a minute";
pub const NO_DRIFT: &str = "None: the package indexes offer the same versions as the image";
pub const NOT_CHECKED: &str = "Could not check the package indexes";
pub const REMOVED: &str = "removed";
pub const ADDED: &str = "added";
pub const NOBODY: &str = "No version uses this hash, so no version gets another image";
pub const TIED: &str = "tied, keeps its image";
pub const CANCEL: &str = "Cancel";
pub const REBUILD: &str = "Rebuild";
pub const REBUILD_KEY: &str = "rebuild";
pub const NO_ESTIMATE: &str = "No estimate yet";
pub const STAGE_REUSED: &str = "Docker steps reused";
pub const STAGE_REBUILT: &str = "Docker steps rebuilt";
pub const STAGE_UNKNOWN: &str = "unknown whether the Docker steps can be reused";

const SMALL_NUMBERS: [&str; 8] = ["three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// A number of three or more, in words while it is small.
fn number(count: usize) -> String {
    let word = count.checked_sub(3).and_then(|at| SMALL_NUMBERS.get(at));
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

pub fn would_change(count: usize) -> String {
    format!("{} would change", words::count(count, "package", "packages"))
}

/// How many versions share the image, and whether it is kept.
pub fn shared(users: usize, is_kept: bool) -> String {
    let users = match users {
        0 => "No version uses this hash".to_owned(),
        1 => "One version uses this image".to_owned(),
        2 => "Two versions share this image".to_owned(),
        users => format!("{} versions share this image", words::sentence(&number(users))),
    };
    if is_kept { format!("{users}. The current image is kept and can be restored") } else { users }
}

/// The button, with the number of versions that get the new image.
pub fn rebuild(affected: usize) -> String {
    match affected {
        0 | 1 => REBUILD.into(),
        2 => "Rebuild for both".into(),
        affected => format!("Rebuild for all {}", number(affected)),
    }
}

pub fn tie(version: &str) -> String {
    format!("Tie {version} to the current image")
}

pub fn join(build: i64) -> String {
    format!("Join build {build}")
}

pub fn building(id: i64) -> String {
    format!("Build {id} is already building this image. A rebuild joins it")
}

pub fn checked(ago: &str) -> String {
    format!("checked against the index {ago}")
}

pub fn required_by(packages: &[String]) -> String {
    format!("required by {}", words::list(packages))
}

/// The packages that are not listed.
pub fn more(count: usize) -> String {
    format!("and {}", words::count(count, "more package", "more packages"))
}

pub fn time(estimate: Option<u64>, stage: StagePresence) -> String {
    let time = estimate.map_or_else(|| NO_ESTIMATE.into(), words::about);
    let stage = match stage {
        StagePresence::Cached => STAGE_REUSED,
        StagePresence::Missing => STAGE_REBUILT,
        StagePresence::Unknown => STAGE_UNKNOWN,
    };
    format!("{time}, {stage}")
}

pub fn owner(version: &Touched) -> String {
    if version.tied.is_some() { format!("{}, {TIED}", version.registered_by) } else { version.registered_by.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_words() {
        assert_eq!(shared(3, true), "Three versions share this image. The current image is kept and can be restored");
        assert_eq!(shared(41, false), "41 versions share this image");
        assert_eq!(
            [0, 1, 2, 3, 12].map(rebuild),
            ["Rebuild", "Rebuild", "Rebuild for both", "Rebuild for all three", "Rebuild for all 12"]
        );
    }

    #[test]
    fn a_missing_estimate_is_said_once() {
        assert_eq!(time(None, StagePresence::Missing), "No estimate yet, Docker steps rebuilt");
        assert_eq!(time(Some(230_000), StagePresence::Cached), "about 4 min, Docker steps reused");
    }
}
