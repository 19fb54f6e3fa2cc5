//! Reads the sources of the workspace and finds cycles of modules and dependencies that point the wrong way.
//!
//! `cargo` sees the arrows between crates, but not those between modules. This crate parses every source file with `syn`,
//! resolves each path through imports and re-exports to the file that defines the item, and draws an arrow from the file
//! that uses it. What is under `#[cfg(test)]` is left out. The rules and their exceptions are in `tests/workspace.rs`.
//!
//! Known limits: a method call without an import draws no arrow, and the tokens of a macro call are only searched for
//! paths.

mod arrows;
mod cycles;
mod layers;
mod manifest;
mod parse;
mod resolve;
mod rules;
mod syntax;
mod tree;

pub use arrows::Uses;
pub use layers::{Layers, check_layers};
pub use manifest::{Dependency, Package, WorkspaceError, packages};
pub use rules::{CrateTable, ForeignCrates, Rule, Violation, check_crates, check_cycles, check_foreign};
pub use tree::{ReadError, Workspace};
