//! The words of the palette.

use crate::ui::words;

pub const TITLE: &str = "Find or do";
pub const LABEL: &str = "Find a place or an action";
pub const PLACEHOLDER: &str = "An environment, training 7, build 12, an action";
pub const RESULTS: &str = "Results";
pub const NOTHING: &str = "Nothing found. Write a part of a name, NAME VERSION, or the number of a build";
pub const RECENT: &str = "Recent";
pub const HERE: &str = "On this page";
pub const PLACES: &str = "Places";
pub const VERSIONS: &str = "Versions";
pub const ENVIRONMENTS: &str = "Environments";
pub const BUILDS: &str = "Builds";
pub const ACTIVITY: &str = "Activity";
pub const COMPARE: &str = "Compare two versions";

pub fn edit(name: &str) -> String {
    format!("Draft of {name}")
}

pub fn build(id: i64) -> String {
    format!("Build {id}")
}

pub fn compare(left: &str, right: &str) -> String {
    format!("{left} and {right}")
}

pub fn latest(version: &str) -> String {
    format!("version {version}")
}

/// How many there are, for those who do not see them.
pub fn count(items: usize) -> String {
    words::count(items, "result", "results")
}
