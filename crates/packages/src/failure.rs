//! Why a step failed, from what it left.

use crate::{
    error::UvFailure,
    folders::{Folders, STEP},
    pip::Indexes,
    unauthorized::find_unauthorized_index,
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
