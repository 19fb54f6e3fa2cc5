//! Why a step failed, from what it left.

use crate::{
    catalogue::{CatalogueError, package_page},
    error::UvFailure,
    folders::{Folders, STEP},
    pip::{IndexSettings, Indexes, normalised},
};
use definition::PythonPlan;
use std::{fs, path::Path};

/// The maximum length of a message, in characters.
const MAX_MESSAGE_CHARACTERS: usize = 2000;

/// The maximum size of the output of uv that is read, in bytes.
pub(crate) const MAX_OUTPUT_BYTES: u64 = 16 << 20;

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The likely cause and what to do.
    Message(String),
    /// uv failed.
    Uv(UvFailure),
}

/// Why the step that ran in this folder failed, where it left a reason. An index that may require other credentials is
/// asked once more.
pub async fn failure(work: &Path, python: &PythonPlan) -> Option<Failure> {
    if let Some(message) = step_message(work) {
        return Some(Failure::Message(message));
    }
    let uv = uv_failure(work)?;
    let indexes = Indexes::of_this_machine();
    let unauthorized = find_unauthorized_index(&uv.output, &python.requirements, &indexes).await;
    Some(unauthorized.map_or(Failure::Uv(uv), Failure::Message))
}

/// The message of the scripts of the step that ran in this folder.
#[must_use]
pub(crate) fn step_message(work: &Path) -> Option<String> {
    let outputs = Folders::new(work).outputs().ok()?;
    let text = outputs.read_text(Path::new("cause"), MAX_OUTPUT_BYTES).ok().filter(|text| !text.is_empty())?;
    Some(text.trim().chars().take(MAX_MESSAGE_CHARACTERS).collect())
}

/// The output of uv, unless it ended well.
fn uv_failure(work: &Path) -> Option<UvFailure> {
    let folders = Folders::new(work);
    let outputs = folders.outputs().ok()?;
    let is_readable = outputs.has_file(Path::new("output")) && !outputs.has_entry(Path::new("ended"));
    let output = outputs.read_text(Path::new("output"), MAX_OUTPUT_BYTES).ok().filter(|_| is_readable)?;
    let requirements = fs::read_to_string(folders.input("requirements.txt")).unwrap_or_default();
    Some(UvFailure { output, requirements_path: format!("{STEP}/requirements.txt"), requirements })
}

/// Finds out whether a package that uv did not find may be in an index that requires other credentials, from the output of
/// uv. Returns the reason, with the first index that cannot be read.
pub async fn find_unauthorized_index(output: &str, requirements: &str, indexes: &Indexes) -> Option<String> {
    let (before, _) = output.split_once(" was not found in the package registry")?;
    let name = normalised(before.rsplit(char::is_whitespace).next()?);
    let settings = IndexSettings::new(indexes, requirements).await.ok()?;
    for index in &settings.indexes {
        if let Err(CatalogueError::Unreachable(reason)) = package_page(index, &name, settings.trusts(index)).await {
            return Some(format!("{name} was not found, but {reason}"));
        }
    }
    None
}
