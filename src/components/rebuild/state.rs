//! What the dialog is about.

use crate::api::Query;
use ::api::{RebuildOutlook, Today, VersionReference};
use definition::Digest;
use leptos::prelude::*;

/// A rebuild that the dialog asks about.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuildRequest {
    pub hash: Digest,
    /// The version on whose page it was requested.
    pub version: Option<VersionReference>,
}

/// The state of the dialog.
#[derive(Clone, Copy)]
pub struct RebuildDialog {
    pub request: RwSignal<Option<RebuildRequest>>,
    pub outlook: Query<RebuildOutlook>,
    pub drift: Query<Today>,
}
