//! What a builder is asked for, and the image that it returns.

use crate::report::{Interpreter, Trial};
use definition::{Plan, TrialPolicy};
use packages::Locked;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::PathBuf};

/// The settings of a builder.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder of its own, for caches and work in progress.
    pub folder: PathBuf,
    /// Repositories are `PREFIX/env` and `PREFIX/stage`.
    pub prefix: String,
}

/// What to build, and how.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// What to build.
    pub plan: &'a Plan,
    /// Whether to build although there is an image. Packages are always installed anew; the image of step 1 is taken
    /// from the registry, except that of a user-managed environment.
    pub rebuild: bool,
    /// Exactly the packages to install, instead of resolving what the plan asks for.
    pub lock: Option<&'a [Locked]>,
    /// How the image is tried; `None` for what is tried of every image.
    pub trial: Option<&'a TrialOrder>,
}

/// What a trial needs besides the plan.
#[derive(Clone, Debug, Default)]
pub struct TrialOrder {
    /// The variables that a run in the image would get.
    pub variables: BTreeMap<String, String>,
    /// The interpreter to start, where the definition decides which one that is.
    pub interpreter: Option<Interpreter>,
    /// Which findings fail the build.
    pub policy: TrialPolicy,
    /// What earlier trials of the same kind found, by manifest digest.
    pub known: BTreeMap<String, Trial>,
}

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
