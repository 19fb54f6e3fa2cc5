//! Checks of files: those of the definition with their lines, those that only the text shows, and those of a policy.

mod check_files;
mod locate;
mod sections;

pub use check_files::{CheckedFile, check_files, check_source, check_source_with_policy};
pub use locate::locate;
