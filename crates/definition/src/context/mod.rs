//! Build contexts: the files that a Dockerfile copies from, without their contents.

mod files;
mod ignore;

pub use files::{ContextFile, MAX_FILES, Selection, context_digest, context_path, ignore_files, select};
pub use ignore::Ignored;
