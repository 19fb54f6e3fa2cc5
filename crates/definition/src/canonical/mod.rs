//! The canonical form of a definition: one value for all spellings that build the same image.

mod conda;
mod from;
mod hash;
mod pip;
mod reference;
mod requirement;
mod version;

pub(crate) use conda::{Specification, is_archive as is_conda_archive, normalise as conda_line};
pub use from::canonical;
pub(crate) use hash::canonical_json;
pub(crate) use pip::{
    is_pip_line, join_lines as join_pip_lines, meaning as pip_line, named as pip_named,
    without_comment as without_pip_comment,
};
pub(crate) use reference::{full as full_reference, with_registry as image_with_registry};
pub(crate) use requirement::{
    canonical_name as pip_canonical_name, marker_token, name_length as pip_name_length, normalise as pip_requirement,
};
pub(crate) use version::{TrailingZeros, normal_version};

/// A definition in canonical form. Two definitions build the same image exactly when these are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// Base image and platform.
    pub base: Base,
    /// Docker steps.
    pub steps: Steps,
    /// Python packages.
    pub python: Python,
    /// Spark packages, none when the definition has none.
    pub spark: Option<Spark>,
    /// Inferencing stack and R section, none when the definition has neither.
    pub extras: Option<serde_json::Value>,
    /// A conda file that the definition points to; what it says is not in the digests, see [`crate::outside`].
    pub conda_file: Option<String>,
    /// Archives that pip requirements name by their file name alone. In the digests they are spelled like a package.
    pub archives: Vec<String>,
}

/// Base image and platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The full reference; none when the Dockerfile chooses it in a way that only a build can follow.
    pub image: Option<String>,
    /// `os/architecture`.
    pub platform: String,
}

/// Docker steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The digest of the build context.
    pub context: Option<crate::Digest>,
    /// Directives that make a difference (each begins with `#`), then the instructions, in order.
    pub dockerfile: Vec<String>,
}

/// The Python part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Python {
    /// The user installs every package.
    User,
    /// The environment installs these.
    System {
        /// Channels, in order of priority.
        channels: Vec<String>,
        /// Conda specifications, sorted.
        conda: Vec<String>,
        /// Pip requirements, sorted.
        pip: Vec<String>,
        /// Pip options, in order.
        pip_options: Vec<String>,
    },
}

/// The Spark part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spark {
    /// `group:artifact:version`, sorted.
    pub packages: Vec<String>,
    /// Whether packages are resolved into the image.
    pub precache: bool,
    /// Repositories, in order.
    pub repositories: Vec<String>,
}

/// Why a definition has no hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Neither base image nor Dockerfile nor build context.
    #[error("the definition names no base image and no Dockerfile: give one of the two")]
    NoBase,
    /// More than one of base image, Dockerfile and build context.
    #[error("the definition has {0}: keep one of them")]
    SeveralBases(String),
    /// A base image that is no reference: it would say something else in a Dockerfile.
    #[error("the base image `{0}` holds a blank or a line break: write it as `name:tag`")]
    NotAReference(String),
    /// The address of the registry of the base image holds what no address has. It may be a password, so it is not
    /// repeated.
    #[error("the address of the base image's registry is not a host with an optional port and path")]
    RegistryAddress,
    /// A Dockerfile that BuildKit refuses.
    #[error("the Dockerfile cannot be read, line {}: {}", .0.line, .0.message)]
    Dockerfile(crate::dockerfile::SyntaxError),
}

impl Invalid {
    /// The line of the Dockerfile at fault, the first line is 1.
    #[must_use]
    pub const fn line(&self) -> Option<u32> {
        match self {
            Self::Dockerfile(error) => Some(error.line),
            _ => None,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        match self {
            Self::NoBase => "Name a base image or a Dockerfile.",
            Self::SeveralBases(_) => "They would be different images. Take the others out.",
            Self::NotAReference(_) => "Nothing else may stand there.",
            Self::RegistryAddress => {
                "Write a host, for example `registry.example.org`. Credentials belong in the settings of the workspace."
            }
            Self::Dockerfile(error) => &error.help,
        }
    }
}
