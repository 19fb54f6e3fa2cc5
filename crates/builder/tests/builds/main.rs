//! Real builds: the real engine, a real registry, the real base image.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cancel;
#[expect(dead_code, reason = "the tests of packages use all of it")]
#[path = "../packages/channel.rs"]
mod channel;
mod conda;
mod failures;
#[path = "../packages/index.rs"]
mod index;
mod locked;
mod native;
mod pythons;
mod reproducible;
mod run;
mod site;
mod spark;
mod stalling;
mod system_managed;
mod trial;
mod user_managed;
mod workspace;
