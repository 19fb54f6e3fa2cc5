//! What a rebuild would touch and install, told before it starts.

use crate::StepKind;
use definition::Digests;
use serde::{Deserialize, Serialize};

/// What a rebuild of the image of a hash would touch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RebuildOutlook {
    /// The digests of the definition.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    pub filled: [bool; 4],
    /// The manifest digest that the hash stands for now; none when the registry has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// The versions that share the hash, newest first, at most 1,000.
    pub touches: Vec<Touched>,
    /// How many versions share the hash.
    pub users: u32,
    /// Whether the image of step 1 will be reused. That of a user-managed environment is built anew.
    pub stage: StagePresence,
    /// How long the steps should take that will be done.
    pub expected: Vec<ExpectedStep>,
    /// The build of this hash that is queued or running; a rebuild joins it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<i64>,
}

/// A version that shares the hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Touched {
    /// The environment.
    pub environment: String,
    /// The version.
    pub version: String,
    /// Who registered it.
    pub registered_by: String,
    /// When.
    pub registered_at: String,
    /// The manifest digest that it is tied to: a rebuild leaves it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied: Option<String>,
}

/// How long a step should take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ExpectedStep {
    /// Which.
    pub kind: StepKind,
    /// The median of the steps most like it in this workspace, in milliseconds; none while no such step was ever done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
}

/// The time of all these steps in milliseconds; none while one of them is not known.
#[must_use]
pub fn expected_in_all(steps: &[ExpectedStep]) -> Option<u64> {
    steps.iter().map(|step| step.milliseconds).sum::<Option<u64>>().filter(|_| !steps.is_empty())
}

/// Whether the image of step 1 is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum StagePresence {
    /// It is and will be reused.
    Cached,
    /// It will be made.
    Missing,
    /// The registry does not answer in time.
    Unknown,
}

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
