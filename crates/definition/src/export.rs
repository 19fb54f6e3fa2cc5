//! A definition written in the other forms that people use.

use crate::{Definition, Kind};

/// A definition that the wanted form cannot express.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} cannot be written as {form}: {help}")]
pub struct ExportError {
    /// What cannot be expressed.
    pub what: String,
    /// The form.
    pub form: &'static str,
    /// What to do instead.
    pub help: String,
}

/// Writes a definition as a file of this kind. What is exported imports to the same hash, given the same base image.
/// Azure v2 YAML holds the conda section inline.
///
/// # Errors
/// When the form cannot hold what the image needs; nothing is dropped silently.
pub fn export(definition: &Definition, kind: Kind) -> Result<String, ExportError> {
    let _ = (definition, kind);
    unimplemented!()
}
