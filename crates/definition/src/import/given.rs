//! Several files that somebody gives at once: those of a folder, or those that were dropped together.

use super::companions::{FileError, ImportedFiles, SourceFiles, import_files};
use super::file::Kind;
use super::left_out::SAVED_ENVIRONMENT;
use super::read::import;
use crate::model::ImportError;
use std::collections::BTreeMap;

/// How many paths an error lists.
const MAX_LISTED: usize = 20;

/// Files by path, with `/`.
#[derive(Clone, Debug, Default)]
pub struct GivenFiles(BTreeMap<String, Vec<u8>>);

impl GivenFiles {
    /// These files. A path loses its `./`.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self(files.into_iter().filter_map(|(path, bytes)| Some((join("", &path)?, bytes))).collect())
    }

    /// The path of the file with the definition: the only file, the JSON of a saved environment, or else the one file
    /// whose companions are among the others.
    ///
    /// # Errors
    /// When it could be several files, or none.
    pub fn definition_file(&self) -> Result<&str, ImportError> {
        if let [only] = self.0.keys().collect::<Vec<_>>()[..] {
            return Ok(only);
        }
        let saved: Vec<&str> = self.0.keys().map(String::as_str).filter(|path| is_saved(path)).collect();
        let depth = |path: &str| path.matches('/').count();
        let top = saved.iter().map(|path| depth(path)).min();
        let saved = saved.into_iter().filter(|path| Some(depth(path)) == top).collect();
        let candidates = Some(saved).filter(|saved: &Vec<_>| !saved.is_empty()).unwrap_or_else(|| self.naming_others());
        match candidates[..] {
            [only] => Ok(only),
            [] => {
                let message = format!("none of these {} files is a definition that names the others", self.0.len());
                Err(ImportError::new(None, message, "Give one file at a time, or the folder that it is in."))
            }
            [..] => {
                let message = format!("several of these files are definitions: {}", candidates.join(", "));
                Err(ImportError::new(None, message, "Give one of them, with the files that it names."))
            }
        }
    }

    /// Reads the definition in the file at this path, with its companions among the other files.
    ///
    /// # Errors
    /// When there is no such file, or it or a companion cannot be read.
    pub fn import(&self, path: &str, kind: Option<Kind>) -> Result<ImportedFiles, FileError> {
        let given = path;
        let path = join("", path).unwrap_or_default();
        let bytes = self.0.get(&path).ok_or_else(|| {
            let paths: Vec<&str> = self.0.keys().map(String::as_str).take(MAX_LISTED).collect();
            let help = format!("Given are: {}.", paths.join(", "));
            ImportError::new(None, format!("there is no file `{given}` among those given"), help)
        })?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let read = |companion: &str| Ok(self.companion(folder, companion).cloned());
        import_files(&SourceFiles { bytes, name: Some(name), kind, read: &read, is_folder: true })
    }

    fn companion(&self, folder: &str, path: &str) -> Option<&Vec<u8>> {
        let exact = join(folder, path).and_then(|path| self.0.get(&path));
        // Files that are dropped or chosen by themselves come without the folders that they are in.
        let are_flat = self.0.keys().all(|path| !path.contains('/'));
        exact.or_else(|| self.0.get(path.rsplit('/').next()?).filter(|_| are_flat))
    }

    fn naming_others(&self) -> Vec<&str> {
        let names_another = |path: &&str| {
            // What is no definition, and what is one by itself, names no companion.
            let kind = self.0.get(*path).and_then(|bytes| import(bytes, None).ok());
            let may_name = kind.is_some_and(|file| matches!(file.kind, Kind::V1 | Kind::V2));
            may_name
                && self.import(path, None).map_or_else(|error| error.file.is_some(), |read| !read.companions.is_empty())
        };
        self.0.keys().map(String::as_str).filter(names_another).collect()
    }
}

fn is_saved(path: &str) -> bool {
    path.rsplit('/').next() == Some(SAVED_ENVIRONMENT)
}

/// A path from a folder, without `.` and `..`; none where it leads out of what was given.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
