//! Reading a file with a definition.

use crate::{arguments::FileKind, failure::Failure};
use definition::{Definition, ImportError, Imported, MAXIMUM_BYTES};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Reads and imports a file; `-` is standard input. Never reads much more than the import takes.
///
/// # Errors
/// When it cannot be read, or holds no definition.
pub fn import(path: &Path, kind: Option<FileKind>) -> Result<Imported, ImportError> {
    let bytes = read(path).map_err(|error| ImportError {
        line: None,
        message: format!("{} cannot be read: {error}", path.display()),
        help: "Check the path and who may read the file".into(),
    })?;
    definition::import(&bytes, kind.map(Into::into))
}

/// The definition of a file, for commands that stop at the first that has none.
///
/// # Errors
/// See [`import`]; the field is the place in the file.
pub fn definition(path: &Path, kind: Option<FileKind>) -> Result<Definition, Failure> {
    import(path, kind).map(|imported| imported.definition).map_err(|error| {
        let place = error.line.map_or_else(|| path.display().to_string(), |line| format!("{}:{line}", path.display()));
        Failure(api::Error {
            code: api::code::INVALID_DEFINITION.into(),
            message: error.message,
            field: Some(place),
            help: Some(error.help),
        })
    })
}

/// The bytes of a file, or a little more of them than any definition has.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAXIMUM_BYTES as u64 + 1;
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
