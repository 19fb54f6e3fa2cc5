//! Which trials of finished images fail a build.

use serde::{Deserialize, Serialize};

/// Which trials of finished images fail a build. What a trial finds is recorded and shown in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrialPolicy {
    /// None.
    Record,
    /// Those where nothing of a requested package can be imported, or the interpreter cannot start.
    #[default]
    Imports,
    /// Those with any error or warning, except that the machine that builds has no GPU.
    Strict,
}

impl TrialPolicy {
    /// The policy of this name in a file.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "record" => Some(Self::Record),
            "imports" => Some(Self::Imports),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
