//! The parts of a definition that are hashed and compared apart.

use serde::{Deserialize, Serialize};

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
