//! Environments with their versions, and one version: what is in it, its image, how to use it and take it elsewhere.

mod actions;
mod checks;
mod commands;
mod context;
mod definition;
mod drift;
mod environment;
mod image;
mod list;
mod lock;
mod notes;
mod standing;
mod take;
mod terms;
mod text;
mod using;
mod version;

pub use environment::page as environment_page;
pub use version::page as version_page;
