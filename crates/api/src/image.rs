//! Images: what builds made.

use crate::Trial;
use definition::{Digest, Digests};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An image: the current one of a hash, or one that was asked for by its manifest digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Image {
    /// The digests of the definition that it was built from.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub digests: Digests,
    /// The version of the hash that these digests are of. An image of another version than the workspace's is kept, and
    /// never offered for reuse.
    #[serde(default = "crate::first_hash_version")]
    pub hash_version: u32,
    /// Which components have something in them, in the order base, steps, Python, Spark.
    #[serde(default)]
    pub filled: [bool; 4],
    /// The reference by digest (`127.0.0.1:5000/terrarium/env@sha256:…`), as pulled from this machine.
    pub reference: String,
    /// The manifest digest (`sha256:…`).
    pub manifest: String,
    /// The sum of its compressed layers, in bytes.
    pub size: u64,
    /// Its layers, the lowest first.
    pub layers: Vec<ImageLayer>,
    /// The manifest digest of the base image it was built on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_manifest: Option<String>,
    /// When it was built.
    pub built_at: String,
    /// When it left the registry, or was found to be gone; none while it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<String>,
    /// The build that made it.
    pub build: i64,
    /// How long that build took, in milliseconds.
    pub duration: u64,
    /// Versions that share its hash, or shared it under its version of the hash, newest first; in lists at most four.
    pub used_by: Vec<VersionReference>,
    /// How many versions share its hash, or shared it under its version of the hash.
    #[serde(default)]
    pub users: u32,
    /// What reusing images of this hash saved.
    #[serde(default)]
    pub savings: Savings,
    /// Every package in it, in one image; empty in lists and previews.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lock: Vec<LockedPackage>,
    /// The definition it was built from, in one image; none in lists and previews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Object>))]
    pub definition: Option<Value>,
    /// The Dockerfiles of both steps, in one image; empty in lists and previews.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dockerfile: String,
    /// The base image as its definition means it, in one image; none in lists and previews, and where a Dockerfile with
    /// several stages names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_image: Option<String>,
    /// Where Python is, in one image; none in lists and previews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub python: Option<ImagePython>,
    /// What its trial found, in lists and previews without the findings; none when it was not tried, as images that were
    /// built before there were trials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
}

/// Where Python is in an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImagePython {
    /// The folder of its environment; none where the user manages the packages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Its interpreter: a path, or a name to be found in `PATH`.
    pub interpreter: String,
}

/// What reusing images saved: each reuse the build that made the image, once more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Savings {
    /// How many builds were not made.
    pub builds: u64,
    /// How long these would have taken, in milliseconds.
    pub time: u64,
    /// How much they would have written, in bytes.
    pub bytes: u64,
    /// When an image was reused for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImageLayer {
    /// Its digest.
    pub digest: String,
    /// Its compressed size in bytes.
    pub size: u64,
    /// What made it: `base image`, `Docker steps`, `Python`.
    pub part: String,
    /// What it holds, in words (`numpy 2.1.0 (pip)`), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
}

/// One package of a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `conda` or `pip`.
    pub source: String,
    /// The conda build string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The SHA-256 of its file, where the installer told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where its file came from, without credentials: an address, or that of a repository with the commit
    /// (`git+https://…@0a1b…`). None where the installer did not tell, and in images from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A version by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VersionReference {
    /// The environment.
    pub environment: String,
    /// The version.
    pub version: String,
}

/// The state of an image, as the store knows it; a preview asks the registry too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ImageState {
    /// There is one.
    Cached,
    /// It waits to be built.
    Queued,
    /// It is being built.
    Building,
    /// The last build failed and there is none.
    Failed,
    /// There was one, which the registry no longer has: it can be built again from its lock.
    Lost,
    /// Never built.
    None,
}

/// Which hashes a list of images has: the `filter` of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ImageFilter {
    /// Those with an image in the registry: their current images.
    #[default]
    Cached,
    /// Those that have none, because their last image left the registry: that image.
    Lost,
}

/// The order of a list of images: the `sort` of the query; built last first breaks ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ImageSort {
    /// Built last first.
    #[default]
    Built,
    /// The largest first.
    Size,
    /// Reused most first.
    Reused,
    /// Those that saved most time first.
    Saved,
}

/// A page of images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImageList {
    /// The images of this page.
    pub items: Vec<Image>,
    /// The cursor of the next page, none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many images match, over all pages.
    #[serde(default)]
    pub total: u32,
    /// How many hashes that match have lost their image, over all pages, whatever the filter.
    #[serde(default)]
    pub lost: u32,
    /// The room that all images in the registry take, older ones too, layers that several share counted once, in bytes;
    /// on the first page only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

impl Image {
    /// The hash.
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.digests.image
    }

    /// Whether it may be reused: it was built under the version of the hash that this program computes.
    #[must_use]
    pub fn is_reusable(&self) -> bool {
        self.hash_version == definition::HASH_VERSION
    }
}

impl std::fmt::Display for VersionReference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.environment, self.version)
    }
}

impl std::str::FromStr for VersionReference {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((environment, version)) if !environment.is_empty() && !version.is_empty() => {
                Ok(Self { environment: environment.into(), version: version.into() })
            }
            _ => Err(crate::Error {
                code: crate::code::INVALID_PARAMETER.into(),
                message: format!("\u{201c}{text}\u{201d} is no version"),
                field: None,
                help: Some("Write NAME:VERSION, for example training:7".into()),
            }),
        }
    }
}
