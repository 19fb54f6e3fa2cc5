//! The block of a hash strip that the inspector shows.

use api::VersionReference;
use definition::{Component, Digest};
use leptos::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    pub component: Component,
    pub digest: Digest,
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

/// What the inspector shows; it is closed without.
#[derive(Clone, Copy)]
pub struct Inspector(pub RwSignal<Option<Inspection>>);

pub(super) fn provide() {
    provide_context(Inspector(RwSignal::new(None)));
}

pub fn use_inspector() -> Inspector {
    expect_context()
}
