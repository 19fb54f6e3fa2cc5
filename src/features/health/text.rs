//! The words of health.

use crate::ui::words;
use ::api::{Limits, QueueHealth};

pub use crate::titles::HEALTH as TITLE;

pub const ALL_WELL: &str = "Everything works";
pub const STANDS_ON: &str = "What the workspace stands on";
pub const REGISTRY: &str = "Registry";
pub const OWN: &str = " of this workspace";
pub const FOREIGN: &str = " runs elsewhere";
pub const DATABASE: &str = "Database";
pub const DISK: &str = "Disk";
pub const QUEUE: &str = "Builds";
pub const ANSWERS: &str = "answers";
pub const ENOUGH: &str = "has room";
pub const LOOK_ABOVE: &str = "needs attention";
pub const ENGINES: &str = "Build engines";
pub const CHOSEN: &str = "builds";
pub const FOUND: &str = "found, not used";
pub const NOT_FOUND: &str = "not used";
pub const LIMITS: &str = "What builds may take";
pub const LIMITS_HELP: &str = "A build that reaches a limit says so; each is an option of terrarium serve";
pub const SOURCES: &str = "Where packages come from";
pub const INDEXES: &str = "Python indexes";
pub const USUAL_INDEX: &str = "the usual one";
pub const CHANNELS: &str = "Conda channels";
pub const NO_CHANNELS: &str = "none but those that definitions name";
pub const HASH: &str = "Hash version";

/// That something does not work.
pub fn problems(count: usize) -> String {
    match count {
        1 => "One thing needs attention".into(),
        count => format!("{count} things need attention"),
    }
}

/// Which server answers, and that it was started some time ago, which follows.
pub fn version(version: &str) -> String {
    format!("\u{2002}Terrarium {version}, started\u{a0}")
}

/// How much room a disk has.
pub fn room(free: u64, total: u64) -> String {
    format!("{} of {} free", words::bytes(free), words::bytes(total))
}

/// What the queue does.
pub fn queue(queue: QueueHealth) -> String {
    match (queue.running, queue.waiting) {
        (0, 0) => "none runs, none waits".into(),
        (running, waiting) => format!("{running} running, {waiting} waiting"),
    }
}

/// Each limit with its value and the option that changes it.
pub fn limits(limits: &Limits) -> [(&'static str, String, &'static str); 9] {
    [
        ("At once", limits.parallel_builds.to_string(), "--parallel-builds"),
        ("Time", words::duration(limits.build_time), "--build-time-limit"),
        ("Runs at once", limits.parallel_runs.to_string(), "--parallel-runs"),
        ("Time of a run", words::duration(limits.run_time), "--run-time-limit"),
        ("Size of an image", words::bytes(limits.image_size), "--image-limit"),
        ("Lines of a log", limits.log_lines.to_string(), "--log-lines"),
        ("Size of a log", words::bytes(limits.log_size), "--log-size"),
        ("Room left on the disk", words::bytes(limits.keep_free), "--keep-free"),
        ("Caches of packages", words::bytes(limits.caches), "--cache-limit"),
    ]
}
