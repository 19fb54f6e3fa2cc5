//! Definitions from files: one file, or an archive of a file and its companions.

use super::refuse_credentials;
use crate::Error;
use api::{ImportedDefinition, code};
use definition::{FileError, GivenFiles, ImportError, ImportedFiles, Kind, MAXIMUM_BYTES, Note, SourceFiles, mask};
use flate2::read::MultiGzDecoder;
use std::io::{self, Read};

/// The largest archive that is read, in bytes, when it is no longer gzipped.
const MAX_ARCHIVE_SIZE: u64 = 16 << 20;
/// How many files an archive may hold.
const MAX_FILES: usize = 200;
/// How gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// What a tar archive has in its first header, and where.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// Reads the definition in the file at a path, in the file that is the definition among several, or in the only one.
pub fn import(body: Vec<u8>, file: Option<&str>, kind: Option<Kind>) -> Result<ImportedDefinition, Error> {
    let (file, files) = match archive(body)? {
        Body::File(bytes) => {
            let read = definition::import_files(&SourceFiles::alone(&bytes, kind));
            (None, read.map_err(|error| refused(None, error))?)
        }
        Body::Archive(files) => {
            let given = GivenFiles::new(files);
            let file = match file {
                Some(file) => file,
                None => given.definition_file().map_err(|error| refused(None, error.into()).field("file"))?,
            };
            let read = given.import(file, kind).map_err(|error| refused(Some(file), error))?;
            (Some(file.to_owned()), read)
        }
    };
    let ImportedFiles { imported, companions, missing } = files;
    refuse_credentials(&imported.definition)?;
    let masked = |note: Note| Note { message: mask(&note.message).into_owned(), ..note };
    Ok(ImportedDefinition {
        file,
        kind: imported.kind,
        definition: imported.definition.to_json(),
        companions: companions.into_iter().map(|companion| companion.path).collect(),
        missing,
        notes: imported.notes.into_iter().map(masked).collect(),
    })
}

/// What was sent.
enum Body {
    File(Vec<u8>),
    Archive(Vec<(String, Vec<u8>)>),
}

fn archive(body: Vec<u8>) -> Result<Body, Error> {
    let bytes = if body.starts_with(&GZIP) {
        let mut bytes = Vec::new();
        let read = MultiGzDecoder::new(&body[..]).take(MAX_ARCHIVE_SIZE + 1).read_to_end(&mut bytes);
        read.map_err(|_| unreadable())?;
        bytes
    } else {
        body
    };
    if bytes.len() as u64 > MAX_ARCHIVE_SIZE {
        return Err(too_much(format!("the archive is larger than {} MiB", MAX_ARCHIVE_SIZE >> 20)));
    }
    let (at, magic) = TAR;
    if !bytes.get(at..).is_some_and(|rest| rest.starts_with(magic)) {
        return Ok(Body::File(bytes));
    }
    let mut files = Vec::new();
    for entry in tar::Archive::new(&bytes[..]).entries().map_err(|_| unreadable())? {
        let entry = entry.map_err(|_| unreadable())?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path().ok().and_then(|path| path.to_str().map(str::to_owned)).ok_or_else(unreadable)?;
        // A little more than is read of any definition, so that a larger one is refused as such.
        files.push((path, read(entry.take(MAXIMUM_BYTES as u64 + 1)).map_err(|_| unreadable())?));
        if files.len() > MAX_FILES {
            return Err(too_much(format!("the archive has more than {MAX_FILES} files")));
        }
    }
    Ok(Body::Archive(files))
}

fn read(mut content: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable() -> Error {
    Error::refuse(code::MALFORMED, "the body is no tar archive, or not a whole one")
        .help("Send what `tar --create` writes, gzipped or not, or one file as it is")
}

fn too_much(message: String) -> Error {
    Error::refuse(code::TOO_LARGE, message).help("Send the file with the definition and the files that it names only")
}

/// The error in a file, with the place in that file.
fn refused(file: Option<&str>, FileError { file: companion, error }: FileError) -> Error {
    let ImportError { line, message, help } = error;
    let refusal = Error::refuse(code::INVALID_DEFINITION, mask(&message).into_owned()).help(help);
    let file = companion.or_else(|| file.map(str::to_owned));
    match (file, line) {
        (Some(file), Some(line)) => refusal.field(format!("{file}:{line}")),
        (Some(file), None) => refusal.field(file),
        (None, Some(line)) => refusal.field(format!("line {line}")),
        (None, None) => refusal,
    }
}
