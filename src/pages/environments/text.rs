//! The texts of the list of environments.

use crate::ui::words;
use api::EnvironmentFilter;

pub const SEARCH: &str = "Name, package, label or hash";
pub const FILTER: &str = "Filter environments";
pub const NAME: &str = "Name";
pub const TYPE: &str = "Type";
pub const LATEST: &str = "Latest";
pub const IMAGE: &str = "Image";
pub const BUILT: &str = "Last built";
pub const OWNER: &str = "Owner";
pub const ACTION: &str = "Action";
pub const NEXT_KEY: &str = "next row";
pub const PREVIOUS_KEY: &str = "previous row";
pub const ARCHIVED: &str = "archived";
pub const NEVER: &str = "never";
pub const LOST: &str = "lost";
pub const SHOW_ALL: &str = "Show all environments";
const NOTHING_YET: &str = "Nothing registered yet";

pub const FIRST: &str =
    "Drop a conda file, requirements, a Dockerfile or its folder, or an Azure definition with its other files";
pub const FIRST_HELP: &str = "or paste it anywhere on this page. Your file stays in this browser until you register. Only hashes, and package names you look up, are sent";
pub const CHOOSE: &str = "Choose file";
pub const START: &str = "Start from scratch";
pub const USE_TEMPLATE: &str = "Use as template";

/// The button that hides an environment from lists, or restores it.
pub fn archive(name: &str, is_archived: bool) -> String {
    if is_archived { format!("Restore {name}") } else { format!("Archive {name}") }
}

/// The button that stops filtering by a label.
pub fn without_label(label: &str) -> String {
    format!("Also show environments without the label {label}")
}

pub fn filter(filter: EnvironmentFilter) -> &'static str {
    match filter {
        EnvironmentFilter::All => "All",
        EnvironmentFilter::Mine => "Mine",
        EnvironmentFilter::Curated => "Curated",
        EnvironmentFilter::Image => "Has image",
        EnvironmentFilter::Archived => "Archived",
    }
}

/// `12 environments, 7 with an image`.
pub fn summary(environments: u32, with_image: u32) -> String {
    let environments = words::count(environments as usize, "environment", "environments");
    format!("{environments}, {with_image} with an image")
}

/// How often images were reused; the build time that this saved follows.
pub fn reused(since: &str, builds: u64) -> String {
    match builds {
        1 => format!("Since {since}, 1 image was reused, saving"),
        builds => format!("Since {since}, images were reused {builds} times, saving"),
    }
}

/// The summary until the first environment is registered.
pub fn first_summary(curated: u32) -> String {
    match curated {
        1 => format!("{NOTHING_YET}. 1 curated environment is ready"),
        curated => format!("{NOTHING_YET}. {curated} curated environments are ready"),
    }
}

pub fn nothing_found(search: &str, filter: EnvironmentFilter) -> String {
    let search = search.trim();
    if !search.is_empty() {
        return format!("No environment matches \u{201c}{search}\u{201d}");
    }
    match filter {
        EnvironmentFilter::Archived => "No environment is archived".into(),
        EnvironmentFilter::Image => "No environment has an image yet".into(),
        EnvironmentFilter::Curated => "This workspace has no curated environments".into(),
        EnvironmentFilter::Mine | EnvironmentFilter::All => NOTHING_YET.into(),
    }
}
