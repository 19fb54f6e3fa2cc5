//! Reading one file.

use super::imported::{Imported, Kind};
use super::recognise::recognise_text;
use super::{conda, conflict, dockerfile, requirements, text, v1, v2};
use crate::model::ImportError;

/// Reads a file: of the given kind, or of the kind that its content shows.
///
/// # Errors
/// When the file is too large, not text, malformed, or recognisably something else (a component, a deployment,
/// a job); the error names the line and what to do.
pub fn import(bytes: &[u8], kind: Option<Kind>) -> Result<Imported, ImportError> {
    let text = text::decode(bytes)?;
    let kind = kind.map_or_else(|| recognise_text(&text), Ok);
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
    recognise_text(&text::decode(bytes)?)
}
