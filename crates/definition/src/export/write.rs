//! Writing a definition in a form, and reading it back.

use super::{conda, dockerfile, expressible, requirements, v2};
use crate::{Canonical, Definition, Invalid, Kind, canonical, import};

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
/// When the form cannot hold what the image needs, or a credential stands in the definition; nothing is dropped
/// silently.
pub fn export(definition: &Definition, kind: Kind) -> Result<String, ExportError> {
    let refuse = |what: &str, help: &str| ExportError { what: what.into(), form: name(kind), help: help.into() };
    if let Some(place) = crate::secrets(definition).first() {
        return Err(refuse(&format!("the credential in {place}"), "take it out of the definition first"));
    }
    let canonical = with_some_base(definition).map_err(|invalid| refuse("this definition", &invalid.to_string()))?;
    if let Some((what, help)) = expressible::obstacle(definition, &canonical, kind) {
        return Err(refuse(what, help));
    }
    let text = match kind {
        Kind::Conda => conda::write(definition),
        Kind::Requirements => requirements::write(definition),
        Kind::Dockerfile => dockerfile::write(definition, &canonical),
        Kind::V1 => format!("{:#}\n", definition.to_json()),
        Kind::V2 => v2::write(definition, &canonical),
    };
    let help = "export it as v1 JSON, or write the unusual characters in it differently";
    reads_back(&text, kind, &canonical).then_some(text).ok_or_else(|| refuse("this definition", help))
}

/// The conda section with the variables, as the text of a conda file, whatever else the definition holds.
#[must_use]
pub fn conda_file(definition: &Definition) -> String {
    conda::write(definition)
}

/// What people call the form.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Conda => "a conda file",
        Kind::Requirements => "a requirements file",
        Kind::Dockerfile => "a Dockerfile",
        Kind::V1 => "v1 JSON",
        Kind::V2 => "v2 YAML",
    }
}

/// The canonical form; a draft without a base image gets one, so that its packages can be exported.
fn with_some_base(definition: &Definition) -> Result<Canonical, Invalid> {
    canonical(definition).or_else(|invalid| match invalid {
        Invalid::NoBase => canonical(&Definition { base_image: Some("scratch".into()), ..definition.clone() }),
        _ => Err(invalid),
    })
}

/// The last word on every export: what was written is read, and has the same digests.
fn reads_back(text: &str, kind: Kind, expected: &Canonical) -> bool {
    let read = import(text.as_bytes(), Some(kind)).ok().map(|imported| imported.definition);
    let completed = read.map(|definition| match (definition.base_image.is_none(), kind) {
        (true, Kind::Conda | Kind::Requirements) => {
            Definition { base_image: expected.base.image.clone(), ..definition }
        }
        _ => definition,
    });
    completed.and_then(|definition| with_some_base(&definition).ok()).is_some_and(|read| read == *expected)
}
