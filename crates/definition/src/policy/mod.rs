//! What a workspace asks of every definition: packages that must be there or must not, and where things may come from.
//!
//! A policy looks at what is listed. What Docker steps install and what a URL holds is not in a definition. It also says
//! which trials of finished images fail a build.

mod packages;
mod read;
mod rules;
mod sources;
mod versions;

pub use rules::{Allowed, PackageRule, Policy, TrialPolicy};
pub(crate) use versions::Range;

use crate::Definition;
use crate::checks::Check;

impl Policy {
    /// What in a definition breaks it. Costs time in proportion to the sizes of both.
    #[must_use]
    pub fn findings(&self, definition: &Definition) -> Vec<Check> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut found = packages::find(self, definition);
        found.extend(sources::find(self, definition));
        found
    }
}
