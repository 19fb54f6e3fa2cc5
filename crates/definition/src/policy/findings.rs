//! What breaks a policy.

use super::rules::Policy;
use super::{packages, sources};
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
