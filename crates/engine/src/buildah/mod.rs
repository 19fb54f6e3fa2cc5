//! The engine of Debian and Ubuntu: buildah, without a daemon.

mod build;
mod container;
mod detect;
mod output;
mod secrets;
mod start;
mod tool;

pub use tool::Buildah;

/// The program.
const TOOL: &str = "buildah";
