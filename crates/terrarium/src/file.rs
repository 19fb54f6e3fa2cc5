//! Reading a definition from a file or a folder.

use crate::{
    arguments::{FileKind, Reading},
    client::Client,
    failure::Failure,
    folder::Folder,
};
use definition::{Definition, ImportError, Imported, MAXIMUM_BYTES, Policy};
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
    let bytes = read(path).map_err(|error| unreadable(path, &error))?;
    definition::import(&bytes, kind.map(Into::into))
}

/// A definition, and the files that it needs.
pub struct Source {
    /// The definition.
    pub definition: Definition,
    /// The folder that its Dockerfile copies from.
    folder: Option<Folder>,
}

impl Source {
    /// Sends the files that the definition needs, unless the workspace has them.
    ///
    /// # Errors
    /// What the workspace says, or that it does not answer.
    pub async fn upload(&self, client: &Client) -> Result<(), Failure> {
        match &self.folder {
            Some(folder) => folder.upload(client).await,
            None => Ok(()),
        }
    }
}

/// Reads a file with a definition, or a folder with a Dockerfile. A folder that the file names is read too.
///
/// # Errors
/// When something cannot be read, or holds no definition.
pub fn read_source(path: &Path, reading: &Reading) -> Result<Source, ImportError> {
    if path.is_dir() {
        let folder = Folder::read(path, &reading.dockerfile)?;
        let name = path.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let context = folder.context(name.unwrap_or_else(|| ".".into()));
        let definition = Definition { context: Some(context), user_managed: true, ..Definition::default() };
        return Ok(Source { definition, folder: Some(folder) });
    }
    let mut definition = import(path, reading.kind)?.definition;
    let beside = path.parent().unwrap_or(Path::new("."));
    let unread = definition.context.as_ref().filter(|context| context.digest.is_none() && !context.location.is_empty());
    let named = unread.map(|context| (beside.join(&context.location), context.clone()));
    let Some((place, context)) = named.filter(|(place, _)| path != Path::new("-") && place.is_dir()) else {
        return Ok(Source { definition, folder: None });
    };
    let folder = Folder::read(&place, &context.dockerfile_path)?;
    definition.context = Some(folder.context(context.location));
    Ok(Source { definition, folder: Some(folder) })
}

/// The same, for commands that stop at the first that has no definition.
///
/// # Errors
/// See [`read_source`]; the field is the place in the file.
pub fn source(path: &Path, reading: &Reading) -> Result<Source, Failure> {
    read_source(path, reading).map_err(|error| refused(path, error, api::code::INVALID_DEFINITION))
}

/// The policy of a file; one that asks nothing where no file is named.
///
/// # Errors
/// When it cannot be read, or holds no policy; the field is the place in the file.
pub fn policy(path: Option<&Path>) -> Result<Policy, Failure> {
    let Some(path) = path else { return Ok(Policy::default()) };
    let bytes = read(path).map_err(|error| unreadable(path, &error));
    bytes.and_then(|bytes| Policy::read(&bytes)).map_err(|error| refused(path, error, api::code::INVALID_PARAMETER))
}

fn unreadable(path: &Path, error: &io::Error) -> ImportError {
    ImportError {
        line: None,
        message: format!("{} cannot be read: {error}", path.display()),
        help: "Check the path and who may read the file".into(),
    }
}

fn refused(path: &Path, error: ImportError, code: &str) -> Failure {
    let place = error.line.map_or_else(|| path.display().to_string(), |line| format!("{}:{line}", path.display()));
    Failure(api::Error { code: code.into(), message: error.message, field: Some(place), help: Some(error.help) })
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
