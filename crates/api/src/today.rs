//! What the indexes hold today for the definition of an image: resolved anew, nothing installed.

use serde::{Deserialize, Serialize};

/// What a build of the same definition would install today, beside what the image holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Today {
    /// When the indexes were asked.
    pub asked_at: String,
    /// Every package of the image, and those that would come to it, sorted by name.
    pub packages: Vec<PackageToday>,
}

/// One package then and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PackageToday {
    /// Its name.
    pub name: String,
    /// `conda` or `pip`.
    pub source: String,
    /// The version in the image; none when it would come to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub built: Option<String>,
    /// The version of today; none when it would go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// The packages that ask for it; empty when the definition itself does, or nobody tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
}

impl PackageToday {
    /// Whether a build of today would change it.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.built != self.today
    }
}
