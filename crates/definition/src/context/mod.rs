//! Build contexts: the files that a Dockerfile copies from, without their contents.

mod files;
mod ignore;
mod path;
mod pattern;

pub use files::{ContextFile, MOST_FILES, Selection, context_digest, ignore_files, select};
pub use ignore::Ignored;
pub use path::context_path;
