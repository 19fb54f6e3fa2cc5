//! The block of a hash strip that is looked into.

use api::VersionReference;
use definition::{Component, Digest};
use leptos::prelude::*;

/// A block to look into.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// Which part of the definition.
    pub component: Component,
    /// Its digest.
    pub digest: Digest,
    /// Where its canonical form comes from.
    pub form: CanonicalForm,
}

/// Where the canonical form of a component comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum CanonicalForm {
    /// The text itself.
    Text(String),
    /// The definition of a registered version.
    Version(VersionReference),
    /// The definition of the image of this hash.
    Image(Digest),
}

/// What is looked into, if anything.
#[derive(Clone, Copy)]
pub struct Inspector(pub RwSignal<Option<Inspection>>);

pub(super) fn provide() {
    provide_context(Inspector(RwSignal::new(None)));
}

/// The inspector.
pub fn use_inspector() -> Inspector {
    expect_context()
}
