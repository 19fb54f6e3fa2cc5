//! The words of rebuilding.

use crate::ui::words;
use ::api::{StagePresence, Touched};

pub const TITLE: &str = "Rebuild this image?";
pub const MOVES: &str = "Would move";
pub const TOUCHES: &str = "Touches";
pub const ASKING: &str = "Asking the indexes, which may take a minute";
pub const NOTHING_MOVES: &str = "Nothing: the indexes hold the same versions as the image";
pub const CANNOT_TELL: &str = "What would move cannot be told now";
pub const GOES: &str = "goes";
pub const NEW: &str = "new";
pub const NOBODY: &str = "No version has this hash. Nobody gets another image";
pub const TIED: &str = "tied, keeps its image";
pub const CANCEL: &str = "Cancel";
pub const REBUILD: &str = "Rebuild";
pub const REBUILD_KEY: &str = "rebuild";
pub const JOIN: &str = "Join";
pub const TIE: &str = "Tie";
pub const UNKNOWN_TIME: &str = "how long it takes is not known yet";
pub const STAGE_REUSED: &str = "Docker steps reused";
pub const STAGE_ANEW: &str = "Docker steps done anew";
pub const STAGE_UNKNOWN: &str = "whether the Docker steps are there is not known";

const SMALL: [&str; 8] = ["three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// A small number as a word.
fn number(count: usize) -> String {
    count.checked_sub(3).and_then(|at| SMALL.get(at)).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// How many packages would move.
pub fn would_move(moving: usize) -> String {
    format!("{} would move", words::count(moving, "package", "packages"))
}

/// Who shares the image, and what becomes of it.
pub fn shared(users: usize, kept: bool) -> String {
    let who = match users {
        0 => "No version has this hash".to_owned(),
        1 => "One version has it".to_owned(),
        2 => "Two versions share it".to_owned(),
        users => {
            let mut word = number(users);
            word[..1].make_ascii_uppercase();
            format!("{word} versions share it")
        }
    };
    if kept { format!("{who}. The image of today stays and can be restored") } else { who }
}

/// For whom a rebuild is: those that are not tied.
pub fn for_whom(touched: usize) -> String {
    match touched {
        0 | 1 => String::new(),
        2 => "for both".into(),
        touched => format!("for all {}", number(touched)),
    }
}

/// What the button ties.
pub fn to_today(version: &str) -> String {
    format!("{version} to today\u{2019}s image")
}

/// What the button joins.
pub fn build(id: i64) -> String {
    format!("build {id}")
}

/// That a build is on its way.
pub fn building(id: i64) -> String {
    format!("Build {id} is making an image of this hash already. A rebuild joins it")
}

/// When the indexes were asked.
pub fn asked(ago: &str) -> String {
    format!("asked of the indexes {ago}")
}

/// The packages that bring a package.
pub fn through(packages: &[String]) -> String {
    format!("through {}", words::list(packages))
}

/// Packages that are not named.
pub fn more(count: usize) -> String {
    format!("and {}", words::count(count, "more package", "more packages"))
}

/// How long it takes and what is done.
pub fn time(expected: Option<u64>, stage: StagePresence) -> String {
    let time = expected.map_or_else(|| UNKNOWN_TIME.into(), words::about);
    let stage = match stage {
        StagePresence::Cached => STAGE_REUSED,
        StagePresence::Missing => STAGE_ANEW,
        StagePresence::Unknown => STAGE_UNKNOWN,
    };
    format!("{time}, {stage}")
}

/// Who registered versions, and that they are tied.
pub fn owner(version: &Touched) -> String {
    if version.tied.is_some() { format!("{}, {TIED}", version.registered_by) } else { version.registered_by.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_say_them() {
        assert_eq!(shared(3, true), "Three versions share it. The image of today stays and can be restored");
        assert_eq!([0, 1, 2, 3, 12].map(for_whom), ["", "", "for both", "for all three", "for all 12"]);
        assert_eq!(shared(41, false), "41 versions share it");
    }

    #[test]
    fn a_time_that_is_not_known_is_said_to_be() {
        assert_eq!(time(None, StagePresence::Missing), "how long it takes is not known yet, Docker steps done anew");
        assert_eq!(time(Some(230_000), StagePresence::Cached), "about 4 min, Docker steps reused");
    }
}
