//! Builds: the queue and history, and one build with its steps and its live log.

mod actions;
mod ansi;
mod cause;
mod line;
mod list;
mod log;
mod log_tools;
mod log_view;
mod marked;
mod page;
mod progress;
mod search;
mod section;
mod steps;
mod text;
mod timeline;
mod times;

pub use list::page as list_page;
pub use log::{Subject, follow_run};
pub use log_view::{Words, show as log};
pub use page::page as build_page;
