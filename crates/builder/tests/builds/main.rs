//! Real builds: the real engine, a real registry, the real base image.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cancel;
#[path = "../packages/channel.rs"]
mod channel;
mod conda;
mod failures;
mod reproducible;
mod run;
mod spark;
mod system_managed;
mod user_managed;
mod workspace;
