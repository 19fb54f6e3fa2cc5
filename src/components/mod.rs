//! Components that several pages or the shell use. Each is independent of where it is shown.

pub mod action;
pub mod archive;
pub mod builds;
pub mod checks;
pub mod images;
pub mod inspection;
pub mod listing;
pub mod locked_packages;
pub mod log;
pub mod palette;
pub mod preview;
pub mod rebuild;
pub mod runs;
pub mod states;
pub mod strips;
pub mod terms;
pub mod trial;
pub mod versions;
