//! The words of the shell.

pub const SKIP: &str = "Skip to the page";
pub const BRAND: &str = "Terrarium";
pub const PLACES: &str = "Places";
pub const ENVIRONMENTS: &str = "Environments";
pub const BUILDS: &str = "Builds";
pub use crate::titles::ACTIVITY;
pub use crate::titles::IMAGES;
pub use crate::titles::RUNS;
pub const FIND: &str = "Find or do";
pub const FIND_LABEL: &str = "Find a place or an action";
pub const FIND_PLACEHOLDER: &str = "An environment, training 7, build 12, run 3, a hash, an action";
pub const CLOSE: &str = "Close";
pub const NEW: &str = "New";
pub const STATUS: &str = "Workspace status";
pub const REACHABLE: &str = "Registry reachable";
pub const UNREACHABLE: &str = "Registry not reachable";
pub const IDLE: &str = "no builds";
pub const LOST: &str = "Not connected";
pub const OFFLINE: &str = "Offline";
pub const OFFLINE_TITLE: &str = "This computer is offline";
pub const LOST_TITLE: &str = "The workspace does not answer";
pub const LOST_HELP: &str =
    "What is shown may be outdated. Drafts are kept in this browser; this page connects again by itself";
pub const HELP_TITLE: &str = "Keyboard shortcuts";
pub const GO_ENVIRONMENTS: &str = "go to environments";
pub const GO_BUILDS: &str = "go to builds";
pub const GO_RUNS: &str = "go to runs";
pub const GO_IMAGES: &str = "go to images";
pub const GO_ACTIVITY: &str = "go to activity";
pub const GO_HEALTH: &str = "go to health";
pub const HEALTH_OF: &str = "Health of the workspace";
pub const FIND_KEY: &str = "all actions";
pub const NEW_KEY: &str = "new";
pub const HELP_KEY: &str = "help";

/// What the queue does (`1 building, 2 queued`).
pub fn queue(building: u32, queued: u32) -> String {
    match (building, queued) {
        (0, 0) => IDLE.into(),
        (building, 0) => format!("{building} building"),
        (building, queued) => format!("{building} building, {queued} queued"),
    }
}
