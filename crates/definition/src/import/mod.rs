//! Files that people have, read into a [`Definition`](crate::Definition).

mod companions;
mod conda;
mod conflict;
mod dockerfile;
mod given;
mod imported;
mod left_out;
mod lines;
mod mapping;
mod others;
mod read;
mod recognise;
mod requirements;
mod text;
mod v1;
mod v2;
mod yaml;

pub use companions::{Companion, FileError, ImportedFiles, MissingFile, ReadFile, SourceFiles, import_files};
pub use given::GivenFiles;
pub use imported::{Imported, Kind, MAXIMUM_BYTES, Note};
pub use left_out::{SAVED_ENVIRONMENT, is_saved_dockerfile};
pub use read::{import, recognise};

pub(crate) use companions::add_companions;
pub(crate) use conflict::{CONFLICT_HELP, conflict_lines};
pub(crate) use left_out::{SAVED_DOCKERFILE, implied_content};
pub(crate) use lines::{FieldLines, tree};
pub(crate) use mapping::parse as parse_mapping;
pub(crate) use read::import_text;
pub(crate) use text::decode;
pub(crate) use v1::environment;
pub(crate) use yaml::plain_scalar;
