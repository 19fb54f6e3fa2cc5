//! A build from beginning to end.

use crate::{BuildError, Engine, EventSender, Presence, Registry};
use definition::{Digest, Plan};
use serde::{Deserialize, Serialize};
use std::{path::PathBuf, sync::Arc};
use tokio_util::sync::CancellationToken;

/// What a builder needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder of its own, for caches and work in progress.
    pub folder: PathBuf,
    /// Repositories are `PREFIX/env` and `PREFIX/stage`.
    pub prefix: String,
}

/// Makes images from plans.
pub struct Builder {
    engine: Result<Arc<dyn Engine>, String>,
    registry: Registry,
    settings: Settings,
}

/// An image that was made.
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
}

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Locked {
    /// Its normalised name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Who installed it.
    pub source: PackageManager,
    /// The conda build string.
    pub build: Option<String>,
    /// The SHA-256 of its file, where the installer told it.
    pub sha256: Option<String>,
    /// Where the file came from, without credentials.
    pub url: Option<String>,
}

/// Who installed a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageManager {
    /// rattler.
    Conda,
    /// uv.
    Pip,
}

impl Builder {
    /// A builder with this engine, or with the reason why there is none.
    #[must_use]
    pub fn new(engine: Result<Arc<dyn Engine>, String>, registry: Registry, settings: Settings) -> Self {
        Self { engine, registry, settings }
    }

    /// The engine's name and version, or why there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub fn engine(&self) -> Result<String, String> {
        self.engine.as_ref().map(|engine| engine.name()).map_err(Clone::clone)
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The repository of finished images.
    #[must_use]
    pub fn image_repository(&self) -> String {
        format!("{}/env", self.settings.prefix)
    }

    /// Whether the registry has the image of step 1 for this `stage` digest.
    pub async fn stage(&self, stage: Digest) -> Presence {
        let _ = stage;
        unimplemented!()
    }

    /// Whether the registry has this manifest (`sha256:…`) among the finished images.
    pub async fn image(&self, manifest: &str) -> Presence {
        self.registry.presence(&self.image_repository(), manifest).await
    }

    /// Builds the image of a plan. With `rebuild`, packages are installed anew although the tag exists.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub async fn build(
        &self,
        plan: &Plan,
        rebuild: bool,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Built, BuildError> {
        let _ = (plan, rebuild, events, cancel);
        unimplemented!()
    }
}
