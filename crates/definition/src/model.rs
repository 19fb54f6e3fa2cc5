//! A definition as people write it, everything kept and nothing normalised, and the types that every other part of this crate
//! shares.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One environment definition.
///
/// It holds what any of the supported files can say. Fields that have no effect on the image stay with it, so that a
/// definition written back out is the one that came in. The interchange form is Azure's v1 JSON, see
/// [`Definition::from_json`] and [`Definition::to_json`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name that the file gives; registration decides the real one.
    pub name: Option<String>,
    /// The version that the file gives.
    pub version: Option<String>,
    /// What the environment is for.
    pub description: Option<String>,
    /// The base image reference, as written.
    pub base_image: Option<String>,
    /// The address of the registry that the base image is pulled from, when the image does not name it itself. It counts
    /// only for an image that stands here, not for a Dockerfile.
    pub base_image_registry: Option<String>,
    /// The text of a Dockerfile.
    pub dockerfile: Option<String>,
    /// A folder of files that the Dockerfile copies from.
    pub context: Option<BuildContext>,
    /// The platform of the image.
    pub platform: Platform,
    /// Whether the user, not conda, installs the Python packages.
    pub user_managed: bool,
    /// The path of the Python interpreter, for a user-managed environment.
    pub interpreter_path: Option<String>,
    /// The `name:` of the conda file.
    pub conda_name: Option<String>,
    /// The path of a conda file that is not here; see [`crate::outside`].
    pub conda_file: Option<String>,
    /// Conda channels, the first has priority.
    pub channels: Vec<String>,
    /// Conda packages and pip requirements, in the order they were written.
    pub dependencies: Vec<Dependency>,
    /// Maven coordinates for Spark.
    pub spark_packages: Vec<SparkPackage>,
    /// Maven repositories, in order.
    pub spark_repositories: Vec<String>,
    /// Whether Spark packages are resolved into the image.
    pub precache_spark_packages: bool,
    /// Variables that a run gets; they are no part of the image.
    pub variables: BTreeMap<String, String>,
    /// Tags of the environment, they are no part of the image.
    pub tags: BTreeMap<String, String>,
    /// Azure's inferencing stack.
    pub inferencing_stack: Option<String>,
    /// Azure's R section.
    pub r: Option<serde_json::Value>,
    /// Fields of the v1 JSON form that mean nothing to the image and have no field here, by their path
    /// (`docker.shmSize`), so that they survive a round trip.
    pub kept: BTreeMap<String, serde_json::Value>,
}

/// One entry of the conda `dependencies` list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// A conda match specification, as written.
    Conda(String),
    /// A `pip:` list; each entry may hold several lines.
    Pip(Vec<String>),
}

/// A build context: the digest of its files as `docs/HASH.md` defines it, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildContext {
    /// Where the files are.
    pub location: String,
    /// The path of the Dockerfile in it.
    pub dockerfile_path: String,
    /// The digest of the files, when they are known.
    pub digest: Option<crate::Digest>,
    /// The text of its Dockerfile, when it is known.
    pub dockerfile: Option<String>,
}

/// Operating system and architecture of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// `linux`, in any case.
    pub os: String,
    /// `amd64`, in any case.
    pub architecture: String,
}

impl Default for Platform {
    fn default() -> Self {
        Self { os: "linux".into(), architecture: "amd64".into() }
    }
}

/// Maven coordinates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SparkPackage {
    /// The group id.
    pub group: String,
    /// The artifact id.
    pub artifact: String,
    /// The version.
    pub version: String,
}

/// A definition that says nothing; Spark packages would be resolved into the image.
impl Default for Definition {
    fn default() -> Self {
        Self {
            name: None,
            version: None,
            description: None,
            base_image: None,
            base_image_registry: None,
            dockerfile: None,
            context: None,
            platform: Platform::default(),
            user_managed: false,
            interpreter_path: None,
            conda_name: None,
            conda_file: None,
            channels: Vec::new(),
            dependencies: Vec::new(),
            spark_packages: Vec::new(),
            spark_repositories: Vec::new(),
            precache_spark_packages: true,
            variables: BTreeMap::new(),
            tags: BTreeMap::new(),
            inferencing_stack: None,
            r: None,
            kept: BTreeMap::new(),
        }
    }
}

/// A part of the definition that has a digest of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Component {
    /// Base image and platform.
    Base,
    /// Docker steps.
    Steps,
    /// Python packages.
    Python,
    /// Spark packages.
    Spark,
    /// Inferencing stack and R section.
    Extras,
}

/// Which list a package stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageSource {
    /// The conda list.
    Conda,
    /// A pip list.
    Pip,
    /// The Spark section.
    Spark,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ImportError {
    /// The line, the first line is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl ImportError {
    /// An error at a line.
    pub(crate) fn new(line: Option<u32>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, message: message.into(), help: help.into() }
    }
}
