//! Reading a definition from a file or a folder.

use crate::{
    client::Client,
    failure::Failure,
    folder::Folder,
    options::{DEFAULT_DOCKERFILE, FileKind, Reading},
    output::print_note,
};
use definition::checks::{Check, Severity, check};
use definition::{
    BuildContext, Definition, FileError, ImportError, Imported, MAXIMUM_BYTES, Policy, SAVED_ENVIRONMENT, SourceFiles,
    import_files,
};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Why a file, or one that its definition needs, could not be read.
pub struct ReadError {
    /// The file that the error is in.
    pub path: PathBuf,
    /// The error.
    pub error: ImportError,
}

impl ReadError {
    fn new(path: &Path, error: ImportError) -> Self {
        Self { path: path.to_owned(), error }
    }
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

    /// A folder that a Dockerfile copies from.
    ///
    /// # Errors
    /// When there is no Dockerfile, or a file that cannot be in a build context.
    pub fn read_context(path: &Path, dockerfile: &str) -> Result<Self, ImportError> {
        let folder = Folder::read(path, dockerfile)?;
        let name = path.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        let context = folder.context(name.unwrap_or_else(|| ".".into()));
        let definition = Definition { context: Some(context), user_managed: true, ..Definition::default() };
        Ok(Self { definition, folder: Some(folder) })
    }
}

/// What a folder is taken for.
pub enum FolderForm {
    /// An environment that Azure's SDK saved: the path of its JSON.
    SavedEnvironment(PathBuf),
    /// A build context.
    Context,
}

impl FolderForm {
    /// Recognises a folder by the files in it. An environment that the SDK saved counts first, unless a Dockerfile is asked
    /// for.
    ///
    /// # Errors
    /// When it is neither.
    pub fn recognise(path: &Path, kind: Option<FileKind>, dockerfile: &str) -> Result<Self, ImportError> {
        let is_asked_for = matches!(kind, Some(FileKind::Dockerfile)) || dockerfile != DEFAULT_DOCKERFILE;
        let saved = path.join(SAVED_ENVIRONMENT);
        if saved.is_file() && !is_asked_for {
            return Ok(Self::SavedEnvironment(saved));
        }
        if is_asked_for || path.join(dockerfile).is_file() {
            return Ok(Self::Context);
        }
        let inside = saved_environments_in(path);
        let help = if inside.is_empty() {
            "Use --dockerfile with its path, or give a file with a definition".into()
        } else {
            format!("Give one of the environments in it: {}", inside.join(", "))
        };
        let message = format!("{} has neither a Dockerfile nor {SAVED_ENVIRONMENT}", path.display());
        Err(ImportError { line: None, message, help })
    }
}

/// The folders in a folder that hold an environment that the SDK saved.
fn saved_environments_in(path: &Path) -> Vec<String> {
    let folders = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let saved = folders.filter(|folder| folder.join(SAVED_ENVIRONMENT).is_file());
    let mut saved: Vec<String> = saved.map(|folder| folder.display().to_string()).collect();
    saved.sort();
    saved
}

/// Reads a file with a definition and its companions, an environment that Azure's SDK saved to a folder, or a folder with a
/// Dockerfile. A folder that the file names is read too.
///
/// # Errors
/// When something cannot be read or is not there, or holds no definition.
pub fn read_source(path: &Path, reading: &Reading) -> Result<Source, ReadError> {
    let in_file = |error| ReadError::new(path, error);
    if !path.is_dir() {
        return read_file(path, reading.kind, false);
    }
    match FolderForm::recognise(path, reading.kind, &reading.dockerfile).map_err(in_file)? {
        FolderForm::SavedEnvironment(file) => read_file(&file, reading.kind, true),
        FolderForm::Context => Source::read_context(path, &reading.dockerfile).map_err(in_file),
    }
}

fn read_file(path: &Path, kind: Option<FileKind>, is_folder: bool) -> Result<Source, ReadError> {
    let in_file = |error| ReadError::new(path, error);
    let bytes = read(path).map_err(|error| in_file(unreadable(path, &error)))?;
    let files = with_companions(path, &bytes, kind, is_folder, import_files);
    let files = files.map_err(|FileError { file, error }| {
        let path = file.map_or_else(|| path.to_owned(), |file| companion(path, &file));
        ReadError { path, error }
    })?;
    let Imported { mut definition, .. } = files.complete().map_err(in_file)?;
    let is_unread = |context: &&BuildContext| context.digest.is_none() && !context.location.is_empty();
    let named = definition.context.as_ref().filter(is_unread);
    let named = named.map(|context| (companion(path, &context.location), context.clone()));
    let Some((place, context)) = named.filter(|(place, _)| path != Path::new("-") && place.is_dir()) else {
        return Ok(Source { definition, folder: None });
    };
    let folder = Folder::read(&place, &context.dockerfile_path).map_err(in_file)?;
    definition.context = Some(folder.context(context.location));
    Ok(Source { definition, folder: Some(folder) })
}

/// Does something with a file and whatever is beside it. Nothing is beside standard input.
pub fn with_companions<T>(
    path: &Path,
    bytes: &[u8],
    kind: Option<FileKind>,
    is_folder: bool,
    run: impl FnOnce(&SourceFiles) -> T,
) -> T {
    let read = |name: &str| {
        let place = companion(path, name);
        if path == Path::new("-") || !place.exists() {
            return Ok(None);
        }
        read(&place).map(Some).map_err(|error| unreadable(&place, &error))
    };
    let name = path.file_name().and_then(|name| name.to_str());
    run(&SourceFiles { bytes, name, kind: kind.map(Into::into), read: &read, is_folder })
}

/// The path of a file that another names.
pub fn companion(path: &Path, name: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new(".")).join(name)
}

/// The same as [`read_source`], for commands that stop at the first that has no definition. What cannot be built is said
/// on standard error before anything is sent.
///
/// # Errors
/// See [`read_source`]; the field is the place in the file.
pub fn source(path: &Path, reading: &Reading) -> Result<Source, Failure> {
    let source = read_source(path, reading)
        .map_err(|ReadError { path, error }| refused(&path, error, api::code::INVALID_DEFINITION))?;
    let errors = check(&source.definition).into_iter().filter(|check| check.severity() == Severity::Error);
    for Check { rule, message, help, .. } in errors {
        print_note(format_args!(
            "warning: {}: {message}\n     at: {}; `terrarium check` shows the line\n   help: {help}",
            rule.id(),
            path.display()
        ));
    }
    Ok(source)
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
    Failure::Error(api::Error { code: code.into(), message: error.message, field: Some(place), help: Some(error.help) })
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
