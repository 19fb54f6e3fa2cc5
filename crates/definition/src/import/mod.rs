//! Files that people have, read into a [`Definition`](crate::Definition).

mod azure;
mod companions;
mod file;
mod given;
mod left_out;
mod lines;
mod others;
mod package_files;
mod read;
mod yaml;

pub use companions::{Companion, FileError, ImportedFiles, MissingFile, ReadFile, SourceFiles, import_files};
pub use file::{Imported, Kind, MAXIMUM_BYTES, Note};
pub use given::GivenFiles;
pub use left_out::{SAVED_ENVIRONMENT, is_saved_dockerfile};
pub use read::{import, recognise};

pub(crate) use azure::environment;
pub(crate) use companions::add_companions;
pub(crate) use file::decode;
pub(crate) use left_out::{SAVED_DOCKERFILE, implied_content};
pub(crate) use lines::{FieldLines, tree};
pub(crate) use read::{CONFLICT_HELP, conflict_lines, import_text};
pub(crate) use yaml::{parse_mapping, plain_scalar};
