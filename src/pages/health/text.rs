//! The texts of the page of health.

use crate::ui::words;
use ::api::{Limits, QueueHealth};

pub const HEALTHY: &str = "Everything works";
pub const SERVICES: &str = "Services";
pub const REGISTRY: &str = "Registry";
pub const OWN: &str = "started by this workspace";
pub const FOREIGN: &str = "external";
pub const DATABASE: &str = "Database";
pub const DISK: &str = "Disk";
pub const QUEUE: &str = "Builds";
pub const ONLINE: &str = "Online";
pub const ENOUGH_SPACE: &str = "Enough space";
pub const SEE_ABOVE: &str = "Needs attention";
pub const ENGINES: &str = "Build engines";
pub const ACTIVE: &str = "Active";
pub const AVAILABLE: &str = "Available";
pub const UNAVAILABLE: &str = "Unavailable";
pub const LIMITS: &str = "Limits";
pub const LIMITS_HELP: &str = "Each limit is an option of terrarium serve. A build that reaches one fails and says so";
pub const SOURCES: &str = "Package sources";
pub const INDEXES: &str = "Python indexes";
pub const DEFAULT_INDEX: &str = "PyPI (default)";
pub const CHANNELS: &str = "Conda channels";
pub const NO_CHANNELS: &str = "Only those of the definitions";
pub const HASH: &str = "Hash version";

pub fn problems(count: usize) -> String {
    match count {
        1 => "One thing needs attention".into(),
        count => format!("{count} things need attention"),
    }
}

/// The version of the server; how long ago it was started follows.
pub fn version(version: &str) -> String {
    format!("Terrarium {version}, started")
}

pub fn free_space(free: u64, total: u64) -> String {
    format!("{} of {} free", words::bytes(free), words::bytes(total))
}

/// `1 running, 2 waiting`.
pub fn queue(queue: QueueHealth) -> String {
    match (queue.running, queue.waiting) {
        (0, 0) => "Idle".into(),
        (running, waiting) => format!("{running} running, {waiting} waiting"),
    }
}

/// Each limit with its value and the option that changes it.
pub fn limits(limits: &Limits) -> [(&'static str, String, &'static str); 9] {
    [
        ("Parallel builds", limits.parallel_builds.to_string(), "--parallel-builds"),
        ("Build time", words::duration(limits.build_time), "--build-time-limit"),
        ("Parallel runs", limits.parallel_runs.to_string(), "--parallel-runs"),
        ("Run time", words::duration(limits.run_time), "--run-time-limit"),
        ("Image size", words::bytes(limits.image_size), "--image-limit"),
        ("Log lines", words::thousands(limits.log_lines), "--log-lines"),
        ("Log size", words::bytes(limits.log_size), "--log-size"),
        ("Disk space kept free", words::bytes(limits.keep_free), "--keep-free"),
        ("Package caches", words::bytes(limits.caches), "--cache-limit"),
    ]
}
