//! The texts of the shell.

pub const SKIP: &str = "Skip to the page";
pub const BRAND: &str = "Terrarium";
pub const NAVIGATION: &str = "Places";
pub const FIND: &str = "Search or run a command";
pub const FIND_LABEL: &str = "Search for a place or a command";
pub const FIND_PLACEHOLDER: &str = "An environment, training 7, build 12, run 3, a hash, a command";
pub const CLOSE: &str = "Close";
pub const NEW: &str = "New";
pub const STATUS: &str = "Workspace status";
pub const REACHABLE: &str = "Registry reachable";
pub const UNREACHABLE: &str = "Registry not reachable";
pub const IDLE: &str = "no builds";
pub const DISCONNECTED: &str = "Not connected";
pub const OFFLINE: &str = "Offline";
pub const OFFLINE_TITLE: &str = "This computer is offline";
pub const DISCONNECTED_TITLE: &str = "The workspace does not answer";
pub const DISCONNECTED_HELP: &str =
    "What is shown may be outdated. Drafts are saved in this browser; this page reconnects automatically";
pub const HELP_TITLE: &str = "Keyboard shortcuts";
pub const GO_ENVIRONMENTS: &str = "go to environments";
pub const GO_BUILDS: &str = "go to builds";
pub const GO_RUNS: &str = "go to runs";
pub const GO_IMAGES: &str = "go to images";
pub const GO_ACTIVITY: &str = "go to activity";
pub const GO_HEALTH: &str = "go to health";
pub const HEALTH_OF: &str = "Health of the workspace";
pub const FIND_KEY: &str = "all commands";
pub const NEW_KEY: &str = "new";
pub const HELP_KEY: &str = "help";

/// The queue of builds (`1 building, 2 queued`).
pub fn queue(building: u32, queued: u32) -> String {
    match (building, queued) {
        (0, 0) => IDLE.into(),
        (building, 0) => format!("{building} building"),
        (building, queued) => format!("{building} building, {queued} queued"),
    }
}

#[cfg(test)]
mod tests {
    use super::queue;

    #[test]
    fn the_queue_leaves_out_what_is_zero() {
        assert_eq!(queue(0, 0), "no builds");
        assert_eq!(queue(1, 0), "1 building");
        assert_eq!(queue(1, 2), "1 building, 2 queued");
    }
}
