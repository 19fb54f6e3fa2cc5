//! What an actor may be permitted to do.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// One kind of act in a workspace. A role is a set of them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum Permission {
            $($(#[$doc])* $name),+
        }

        impl Permission {
            /// Every permission.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word),+
                }
            }
        }
    };
}

permissions! {
    /// Read environments, versions, images and previews, and export them.
    View = "view",
    /// Read builds and their logs.
    ViewBuilds = "view-builds",
    /// Read runs and their logs.
    ViewRuns = "view-runs",
    /// Read the audit trail.
    ViewActivity = "view-activity",
    /// Read the state of the server: engines, registry, disk, limits and metrics.
    ViewHealth = "view-health",
    /// Ask package indexes and channels, and resolve definitions against them.
    QueryIndexes = "query-indexes",
    /// Register versions.
    Register = "register",
    /// Change labels, tags and descriptions.
    Describe = "describe",
    /// Archive environments and versions, and restore them.
    Archive = "archive",
    /// Tie versions to images, and untie them.
    Tie = "tie",
    /// Make an older image the current one of its hash.
    RestoreImage = "restore-image",
    /// Remove images from the registry.
    Evict = "evict",
    /// Start and retry builds.
    Build = "build",
    /// Cancel builds.
    CancelBuild = "cancel-build",
    /// Start runs.
    Run = "run",
    /// Cancel runs.
    CancelRun = "cancel-run",
    /// Upload build contexts and files, and delete uploads.
    Upload = "upload",
    /// Read build contexts and uploads.
    Download = "download",
}

impl fmt::Display for Permission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_json_and_in_messages() {
        for permission in Permission::ALL {
            assert_eq!(serde_json::to_value(permission).unwrap(), permission.as_str());
        }
    }
}
