//! Environments: names with versions.

use crate::ImageState;
use crate::version::{EnvironmentType, VersionSummary, is_false};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Labels by name; one with an empty value is a plain word.
pub type Labels = BTreeMap<String, String>;

/// One environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Where it comes from and who manages its packages, as its newest version says.
    pub r#type: EnvironmentType,
    /// Whether it is hidden from lists.
    pub archived: bool,
    /// Whether nobody named it: lists leave it out, and it is found by its name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub anonymous: bool,
    /// Its newest version.
    pub latest: VersionSummary,
    /// How many versions it has.
    pub versions: u32,
    /// The state of the newest version's image.
    pub image: ImageState,
    /// When an image of the newest version was last built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub built_at: Option<String>,
    /// The build that is running or failed, for that state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<i64>,
    /// Who registered it first.
    pub owner: String,
    /// What people sort it by.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
}

/// What may change about an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateEnvironment {
    /// The new labels, all of them.
    pub labels: Labels,
    /// The labels that the change was made from. When others stand there by now, nothing is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Labels>,
}

/// A page of environments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EnvironmentList {
    /// The environments of this page.
    pub items: Vec<Environment>,
    /// The cursor of the next page, none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many environments match, over all pages.
    pub total: u32,
    /// How many would match with each of the filters.
    #[serde(default)]
    pub counts: FilterCounts,
}

/// How many environments match search text and label with each of the filters, see [`EnvironmentFilter`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FilterCounts {
    /// All that are not archived.
    pub all: u32,
    /// Those that come with the workspace.
    pub curated: u32,
    /// Those registered by people.
    pub mine: u32,
    /// Those whose newest version has an image.
    pub image: u32,
    /// The archived ones.
    pub archived: u32,
}

impl FilterCounts {
    /// How many match with this filter.
    #[must_use]
    pub const fn of(&self, filter: EnvironmentFilter) -> u32 {
        match filter {
            EnvironmentFilter::All => self.all,
            EnvironmentFilter::Curated => self.curated,
            EnvironmentFilter::Mine => self.mine,
            EnvironmentFilter::Image => self.image,
            EnvironmentFilter::Archived => self.archived,
        }
    }
}

/// Which environments a list shows: the `filter` of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EnvironmentFilter {
    /// All that are not archived.
    #[default]
    All,
    /// Those that come with the workspace.
    Curated,
    /// Those registered by people.
    Mine,
    /// Those whose newest version has an image.
    Image,
    /// The archived ones.
    Archived,
}

/// The order of a list: the `sort` of the query; a name breaks every tie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EnvironmentSort {
    /// By name, a to z.
    #[default]
    Name,
    /// Registered last first.
    Changed,
    /// Built last first.
    Built,
}
