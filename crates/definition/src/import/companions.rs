//! Definitions that are spread over several files: the file itself, and its companions, which hold its packages or its
//! Dockerfile. Azure's v2 YAML and run configurations name theirs; those of an environment that the SDK v1 saved have
//! fixed names.

use super::azure::environment;
use super::file::{Imported, Kind, Note};
use super::left_out::{
    LeftOut, SAVED_DOCKERFILE, SAVED_ENVIRONMENT, SAVED_PACKAGES, implied_content, implied_help, implied_note,
    is_saved_dockerfile, left_out, named_note,
};
use super::lines::{FieldLines, tree};
use super::read::{import_text, recognise_text};
use super::{file, package_files, read, yaml};
use crate::model::ImportError;
use serde::{Deserialize, Serialize};

/// The folders of a project that run configurations are in. They name their companions from the project's root.
const PROJECT_FOLDERS: [&str; 2] = [".azureml/", "aml_config/"];

/// Reads a file by its path from the folder of the definition (`envs/gpu.yml`, `../env.yml`); none where there is no file.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<Option<Vec<u8>>, ImportError> + 'a;

/// A file with a definition, and how its companions are read.
pub struct SourceFiles<'a> {
    /// The content of the file.
    pub bytes: &'a [u8],
    /// The name of the file, where it has one.
    pub name: Option<&'a str>,
    /// What it is; recognised by its content when not given.
    pub kind: Option<Kind>,
    /// Reads its companions.
    pub read: &'a ReadFile<'a>,
    /// Whether its folder was given, and not the file alone.
    pub is_folder: bool,
}

/// A definition that was read from its file and its companions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFiles {
    /// The definition as a whole.
    pub imported: Imported,
    /// The companions that were read.
    pub companions: Vec<Companion>,
    /// The companions that it cannot do without and that are not here.
    pub missing: Vec<MissingFile>,
}

/// A companion that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// Its path from the folder of the definition.
    pub path: String,
    /// What it is: [`Kind::Conda`] or [`Kind::Dockerfile`].
    pub kind: Kind,
    /// Its text.
    pub text: String,
    /// Whether the definition does not name it, as the JSON of a saved environment does not.
    pub is_implied: bool,
}

/// A companion that is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingFile {
    /// Its path from the folder of the definition.
    pub path: String,
    /// The line of the definition that asks for it, the first is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it would hold.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Why a definition or one of its companions could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct FileError {
    /// The path of the companion that the error is in; none for the file with the definition.
    pub file: Option<String>,
    /// The error; its line is a line of that file.
    pub error: ImportError,
}

impl From<MissingFile> for ImportError {
    fn from(missing: MissingFile) -> Self {
        Self::new(missing.line, missing.message, missing.help)
    }
}

impl From<ImportError> for FileError {
    fn from(error: ImportError) -> Self {
        Self { file: None, error }
    }
}

impl<'a> SourceFiles<'a> {
    /// A file that nothing is beside.
    #[must_use]
    pub fn alone(bytes: &'a [u8], kind: Option<Kind>) -> Self {
        Self { bytes, name: None, kind, read: &|_| Ok(None), is_folder: false }
    }
}

impl ImportedFiles {
    /// The definition, when all its files are here.
    ///
    /// # Errors
    /// The first companion that is not.
    pub fn complete(self) -> Result<Imported, ImportError> {
        self.missing.into_iter().next().map_or(Ok(self.imported), |missing| Err(missing.into()))
    }
}

/// Reads a definition with its companions, as Azure's own tools do: a companion counts more than what the file itself
/// says of the same.
///
/// # Errors
/// As [`super::import`], with the file that the error is in. A companion that is not here is no error, but among what is
/// missing.
pub fn import_files(source: &SourceFiles) -> Result<ImportedFiles, FileError> {
    let text = file::decode(source.bytes)?;
    let kind = source.kind.map_or_else(|| recognise_text(&text), Ok);
    let imported =
        kind.and_then(|kind| import_text(&text, kind)).map_err(|error| read::explain_conflict(&text, error))?;
    add_companions(imported, &text, source)
}

/// Reads the companions of a definition that was read from this text.
pub(crate) fn add_companions(
    mut imported: Imported,
    text: &str,
    source: &SourceFiles,
) -> Result<ImportedFiles, FileError> {
    let (mut companions, mut missing) = (Vec::new(), Vec::new());
    for wanted in wanted(&imported, text, source.name) {
        match find(&wanted, source.read)? {
            Some(companion) => {
                take_over(&mut imported, &companion)
                    .map_err(|error| FileError { file: Some(companion.path.clone()), error })?;
                imported.notes.retain(|note| note.message != wanted.note());
                companions.push(companion);
            }
            None => missing.extend(wanted.missing(text, imported.kind)),
        }
    }
    Ok(ImportedFiles { imported, companions, missing })
}

/// A companion that a definition may have.
struct Wanted {
    path: String,
    kind: Kind,
    is_implied: bool,
    /// Whether the definition is not whole without it.
    is_needed: bool,
}

fn wanted(imported: &Imported, text: &str, name: Option<&str>) -> Vec<Wanted> {
    let Imported { kind, definition, .. } = imported;
    if !matches!(kind, Kind::V1 | Kind::V2) {
        return Vec::new();
    }
    let left_out = if *kind == Kind::V1 { left_out_of_text(text) } else { LeftOut::default() };
    let is_saved = *kind == Kind::V1 && name == Some(SAVED_ENVIRONMENT);
    let mut wanted = Vec::new();
    match definition.conda_file.as_ref().filter(|path| !path.is_empty()) {
        Some(path) => wanted.push(Wanted {
            path: path.clone(),
            kind: Kind::Conda,
            is_implied: left_out.packages,
            is_needed: !definition.user_managed,
        }),
        None if is_saved => wanted.push(Wanted::optional(SAVED_PACKAGES, Kind::Conda)),
        None => {}
    }
    if left_out.dockerfile {
        wanted.push(Wanted { is_needed: true, ..Wanted::optional(SAVED_DOCKERFILE, Kind::Dockerfile) });
    } else if is_saved {
        wanted.push(Wanted::optional(SAVED_DOCKERFILE, Kind::Dockerfile));
    }
    wanted
}

impl Wanted {
    fn optional(path: &str, kind: Kind) -> Self {
        Self { path: path.into(), kind, is_implied: true, is_needed: false }
    }

    fn note(&self) -> String {
        if self.is_implied { implied_note(&self.path) } else { named_note(&self.path) }
    }

    /// Says that it is missing, if that matters.
    fn missing(&self, text: &str, kind: Kind) -> Option<MissingFile> {
        let Self { path, is_implied, is_needed, .. } = self;
        let (field, message, help) = if *is_implied {
            let field = if self.kind == Kind::Dockerfile { "docker" } else { "python" };
            (field, format!("{} in `{path}`, which is not here", implied_content(path)), implied_help(path))
        } else {
            let help = "Put the file there, or write its content in place of its path.";
            ("python.condaDependenciesFile", format!("the packages are in `{path}`, which is not here"), help)
        };
        let line = FieldLines::new(text, kind, tree(text, kind).as_ref()).line_of(field, None);
        is_needed.then(|| MissingFile { path: path.clone(), line, message, help: help.into() })
    }
}

fn find(wanted: &Wanted, read: &ReadFile) -> Result<Option<Companion>, FileError> {
    let plain = wanted.path.replace('\\', "/");
    let in_project = PROJECT_FOLDERS.iter().find_map(|folder| plain.trim_start_matches("./").strip_prefix(folder));
    for path in [Some(wanted.path.as_str()), Some(plain.as_str()), in_project].into_iter().flatten() {
        let in_file = |error| FileError { file: Some(path.to_owned()), error };
        let Some(bytes) = read(path).map_err(in_file)? else { continue };
        let text = file::decode(&bytes).map_err(in_file)?.into_owned();
        let Wanted { kind, is_implied, .. } = *wanted;
        return Ok(Some(Companion { path: path.trim_start_matches("./").to_owned(), kind, text, is_implied }));
    }
    Ok(None)
}

/// Puts what a companion says in the place of what the file said.
fn take_over(imported: &mut Imported, companion: &Companion) -> Result<(), ImportError> {
    let Companion { path, kind, text, .. } = companion;
    let explain = |error| read::explain_conflict(text, error);
    let definition = &mut imported.definition;
    if *kind == Kind::Dockerfile {
        definition.dockerfile = read::read_dockerfile(text).map_err(explain)?.dockerfile;
        definition.context = definition.context.take().filter(|context| !is_saved_dockerfile(context));
        return Ok(());
    }
    let mut notes = Vec::new();
    let packages = package_files::read_conda_file(text, &mut notes).map_err(explain)?;
    definition.conda_file = None;
    definition.conda_name = packages.conda_name;
    definition.channels = packages.channels;
    definition.dependencies = packages.dependencies;
    definition.variables.extend(packages.variables);
    definition.kept.retain(|key, _| !key.starts_with("python.condaDependencies."));
    definition.kept.extend(packages.kept);
    let place = |line: Option<u32>| line.map(|line| format!(", line {line}")).unwrap_or_default();
    let in_file = |note: Note| Note { line: None, message: format!("`{path}`{}: {}", place(note.line), note.message) };
    imported.notes.extend(notes.into_iter().map(in_file));
    Ok(())
}

fn left_out_of_text(text: &str) -> LeftOut {
    let root = yaml::parse_mapping(text).ok();
    root.map(|root| left_out(environment(&root).unwrap_or(&root))).unwrap_or_default()
}
