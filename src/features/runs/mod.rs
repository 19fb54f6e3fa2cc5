//! Runs: which there are, and one with its command, its environment and its live log.

mod actions;
mod list;
mod of_version;
mod page;
mod submit;
mod text;

pub use list::page as list_page;
pub use of_version::panel;
pub use page::page as run_page;
