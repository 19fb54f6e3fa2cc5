//! What the rules find in a definition: beside the editor, on the lines of its texts, and on the page of a version.

mod go;
mod panel;
mod rules;
mod text;

pub use go::show_package;
pub use panel::{ChecksNote, ChecksPanel, count, list};
pub use rules::{Mark, marks, use_checks};
