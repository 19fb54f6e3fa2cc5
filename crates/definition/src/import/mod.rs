//! Files that people have, read into a [`Definition`].

mod companions;
mod conda;
pub(crate) mod conflict;
mod dockerfile;
mod given;
pub(crate) mod mapping;
mod others;
mod recognise;
mod requirements;
mod text;
mod v1;
mod v2;
mod yaml;

pub use companions::{
    Companion, FileError, ImportedFiles, MissingFile, ReadFile, SAVED_ENVIRONMENT, SourceFiles, import_files,
    is_saved_dockerfile,
};
pub use given::GivenFiles;

pub(crate) use companions::{SAVED_DOCKERFILE, add_companions, mark_left_out, spread_warning};
pub(crate) use requirements::line_numbers;
pub(crate) use text::decode;
pub(crate) use v1::environment;
pub(crate) use yaml::plain_scalar;

use crate::Definition;
use serde::{Deserialize, Serialize};

/// The largest file that is read, in bytes. Larger ones are refused before anything is parsed.
pub const MAXIMUM_BYTES: usize = 1 << 20;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A conda environment file.
    Conda,
    /// A pip requirements file.
    Requirements,
    /// A Dockerfile.
    Dockerfile,
    /// Azure's v1 JSON, alone or in a run configuration.
    V1,
    /// Azure's v2 YAML.
    V2,
}

/// What a file was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The kind that it is.
    pub kind: Kind,
    /// Its definition.
    pub definition: Definition,
    /// What was left out, filled in or only partly understood.
    pub notes: Vec<Note>,
}

/// A remark about an imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The line it is about, the first line is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// One sentence.
    pub message: String,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ImportError {
    /// The line, the first line is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl ImportError {
    /// An error at a line.
    pub(crate) fn new(line: Option<u32>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, message: message.into(), help: help.into() }
    }
}

/// Reads a file: of the given kind, or of the kind that its content shows.
///
/// # Errors
/// When the file is too large, not text, malformed, or recognisably something else (a component, a deployment,
/// a job); the error names the line and what to do.
pub fn import(bytes: &[u8], kind: Option<Kind>) -> Result<Imported, ImportError> {
    let text = text::decode(bytes)?;
    let kind = kind.map_or_else(|| recognise::recognise(&text), Ok);
    kind.and_then(|kind| import_text(&text, kind)).map_err(|error| conflict::explain(&text, error))
}

/// Reads a text of this kind.
pub(crate) fn import_text(text: &str, kind: Kind) -> Result<Imported, ImportError> {
    let mut notes = Vec::new();
    let definition = match kind {
        Kind::Conda => conda::read(text, &mut notes),
        Kind::Requirements => Ok(requirements::read(text)),
        Kind::Dockerfile => dockerfile::read(text),
        Kind::V1 => v1::read(text, &mut notes),
        Kind::V2 => v2::read(text, &mut notes),
    }?;
    Ok(Imported { kind, definition, notes })
}

/// The kind that the content shows.
///
/// # Errors
/// When it is none of the kinds; says what it is when that can be seen.
pub fn recognise(bytes: &[u8]) -> Result<Kind, ImportError> {
    recognise::recognise(&text::decode(bytes)?)
}
