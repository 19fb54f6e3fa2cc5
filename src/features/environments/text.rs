//! The words of the list of environments.

use api::EnvironmentFilter;

pub use crate::titles::ENVIRONMENTS as TITLE;
pub const SEARCH: &str = "Name, package, label or hash";
pub const FILTER: &str = "Which environments";
pub const NOTHING_YET: &str = "Nothing registered yet";
pub const FIRST: &str =
    "Drop a conda file, requirements, a Dockerfile or its folder, or an Azure definition with the files beside it";
pub const FIRST_HELP: &str = "or paste it anywhere on this page. Only hashes, and names that are looked up, leave this browser until you register";
pub const CHOOSE: &str = "Choose file";
pub const START: &str = "Start from nothing";
pub const START_FROM: &str = "Start from this";
pub const ACTION: &str = "Action";
pub const ARCHIVED: &str = "archived";
pub const CLEAR: &str = "Show all environments";
pub const NEVER: &str = "never";
pub const NO_LONGER: &str = "no longer there";
pub const NOT_BUILT: &str = " not built";

/// What hides an environment from lists, or brings it back.
pub fn archive(name: &str, archived: bool) -> String {
    if archived { format!("Restore {name}") } else { format!("Archive {name}") }
}

/// What shows environments whatever their labels.
pub fn without_label(label: &str) -> String {
    format!("Show environments without label {label}, too")
}

/// A filter as a word.
pub fn filter(filter: EnvironmentFilter) -> &'static str {
    match filter {
        EnvironmentFilter::All => "All",
        EnvironmentFilter::Mine => "Mine",
        EnvironmentFilter::Curated => "Curated",
        EnvironmentFilter::Image => "Has image",
        EnvironmentFilter::Archived => "Archived",
    }
}

/// How many there are.
pub fn summary(environments: u32, with_image: u32) -> String {
    let word = if environments == 1 { "environment" } else { "environments" };
    format!("{environments} {word}, {with_image} with an image")
}

/// How often an image served again; what that saved follows.
pub fn reused(since: &str, builds: u64) -> String {
    let reused = if builds == 1 { "submission reused one" } else { "submissions reused one" };
    format!(". Since {since}, {builds} {reused}: ")
}

/// What is there before anybody registered anything.
pub fn first_summary(curated: u32) -> String {
    let are = if curated == 1 { "environment is" } else { "environments are" };
    format!("{NOTHING_YET}. {curated} curated {are} ready")
}

/// How many of how many are shown.
pub fn shown(shown: usize, total: u32) -> String {
    if shown >= total as usize { format!("{total} shown") } else { format!("{shown} of {total} shown") }
}

/// That nothing was found.
pub fn nothing_found(search: &str, of: EnvironmentFilter) -> String {
    let search = search.trim();
    if search.is_empty() {
        match of {
            EnvironmentFilter::Archived => "No environment is archived".into(),
            EnvironmentFilter::Image => "No environment has an image yet".into(),
            EnvironmentFilter::Curated => "This workspace has no curated environments".into(),
            EnvironmentFilter::Mine | EnvironmentFilter::All => NOTHING_YET.into(),
        }
    } else {
        format!("Nothing matches \u{201c}{search}\u{201d}")
    }
}
