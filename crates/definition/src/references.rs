//! What a definition points to that is not in it, and what must not be in it.

use crate::{Canonical, Definition};

/// A reference to content outside the definition: its image can neither be reused nor offered for reuse.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// The text that refers (`-r requirements.txt`, `COPY src /app`).
    pub reference: String,
    /// What to do about it.
    pub help: String,
}

/// The references to content outside the definition.
#[must_use]
pub fn outside(canonical: &Canonical) -> Vec<Outside> {
    let _ = canonical;
    unimplemented!()
}

/// The places that hold a credential (a password in an index URL, a token, a registry password), each as the path of
/// the field, never with the value.
#[must_use]
pub fn secrets(definition: &Definition) -> Vec<String> {
    let _ = definition;
    unimplemented!()
}
