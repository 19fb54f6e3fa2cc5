//! A built image.

use crate::report::Trial;
use packages::Locked;
use serde::{Deserialize, Serialize};

/// A built image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// The manifest digest (`sha256:…`).
    pub manifest: String,
    /// The repository that holds it (`terrarium/env`).
    pub repository: String,
    /// The manifest digest of the base image, when it is known.
    pub base_manifest: Option<String>,
    /// The layers, the lowest first.
    pub layers: Vec<Layer>,
    /// Every package that was installed.
    pub lock: Vec<Locked>,
    /// The Dockerfiles of both steps as they were built.
    pub dockerfile: String,
    /// What its trial found; none when there was nothing to try.
    pub trial: Option<Trial>,
}

/// A layer of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Its digest.
    pub digest: String,
    /// Its compressed size in bytes.
    pub size: u64,
    /// `base image`, `Docker steps` or `Python`.
    pub part: String,
    /// What it holds, in words (`numpy 2.1.0 (pip)`), where that is known.
    #[serde(default)]
    pub holds: Option<String>,
}
