//! What the rules find in a definition: beside the editor, on the lines of its texts, and on the page of a version.

mod draft;
mod go;
mod list;
mod note;
mod panel;
mod text;

pub use draft::{Mark, marks, use_checks};
pub use go::go_to_package;
pub use list::{count, list};
pub use note::ChecksNote;
pub use panel::ChecksPanel;
pub use text::words;
