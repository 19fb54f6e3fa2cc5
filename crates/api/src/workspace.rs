//! The workspace as a whole: what the status line shows and what the editor fills in.

use crate::defaults::{Defaults, PythonBaseImage};
use crate::image::Savings;
use definition::{Definition, Policy, PythonVersion};
use serde::{Deserialize, Serialize};

/// The workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Workspace {
    /// Its name.
    pub name: String,
    /// Whether the registry answers.
    pub registry: RegistryState,
    /// The build engine and its version (`buildah 1.28.2`), or why there is none.
    pub engine: String,
    /// Whether builds can be started.
    pub can_build: bool,
    /// How many builds run.
    pub building: u32,
    /// How many builds wait.
    pub queued: u32,
    /// The version of the hash.
    pub hash_version: u32,
    /// The base image of a definition that names none.
    pub default_base_image: String,
    /// The base images of definitions that name none and ask for a version of Python; the first that fits is taken. Empty
    /// where the default one counts for all.
    #[serde(default)]
    pub python_base_images: Vec<PythonBaseImage>,
    /// The versions of Python that definitions can ask for without a conda channel, and those that cannot be had now with
    /// the reason: what brings each, its `version`, and its `releases` where they are known. Empty while the workspace has
    /// not found out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub pythons: Vec<PythonVersion>,
    /// The channels of a definition that names none.
    pub default_channels: Vec<String>,
    /// How large the files of a build context may be together, in bytes.
    #[serde(default)]
    pub largest_context: u64,
    /// What every definition has to keep to; it asks nothing where there is none.
    #[serde(default, skip_serializing_if = "Policy::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub policy: Policy,
    /// How many environments are listed.
    pub environments: u32,
    /// How many of these have an image of their newest version.
    pub with_image: u32,
    /// How many images the registry has, one for each hash.
    #[serde(default)]
    pub images: u32,
    /// What reusing images saved.
    #[serde(default)]
    pub savings: Savings,
    /// The version of the server.
    pub version: String,
}

impl Workspace {
    /// What this workspace fills into definitions.
    #[must_use]
    pub fn defaults(&self) -> Defaults {
        Defaults {
            base_image: self.default_base_image.clone(),
            python_base_images: self.python_base_images.clone(),
            channels: self.default_channels.clone(),
        }
    }

    /// Fills this workspace's defaults into a definition, see [`Defaults::fill`].
    pub fn fill(&self, definition: &mut Definition) {
        self.defaults().fill(definition);
    }
}

/// Whether the registry answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RegistryState {
    /// It does.
    Reachable,
    /// It does not.
    Unreachable,
}
