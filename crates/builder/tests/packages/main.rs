//! Step 2 of a build, with real packages: from channels that the tests make and from the configured Python index.

#![expect(clippy::unwrap_used, reason = "tests")]

mod caches;
mod channel;
mod conda;
mod index;
mod locked;
mod pip;
mod platforms;
mod private;
mod resolve;
mod shards;
mod solves;
mod step;

use builder::Locked;

/// The entry of a lock.
fn find<'a>(lock: &'a [Locked], name: &str) -> &'a Locked {
    lock.iter().find(|package| package.name == name).unwrap_or_else(|| panic!("{name} is in {lock:?}"))
}
