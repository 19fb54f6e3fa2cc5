//! Environments on this machine: the tools that run containers here, and how they are called.
//!
//! Nothing that somebody typed goes through a shell: every word is an argument of its own.

mod buildah;
mod command_line;
mod container;
mod process;
mod tool;

pub use container::Container;
pub use tool::{Tool, ToolChoice};
