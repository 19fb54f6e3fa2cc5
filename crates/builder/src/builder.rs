//! A builder, and a build from its beginning to its end.

use crate::{
    base::BaseImages,
    error::BuildError,
    event::{Event, EventSender, Step},
    job::{Job, Repositories},
    order::{Built, Order, Settings},
    stages::{self, Installer},
    trial,
};
use definition::{Digest, Plan};
use engine::{Candidate, Engine};
use packages::{Indexes, Resolved, catalogue::Catalogue};
use registry::{Presence, Registry};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Makes images from plans.
pub struct Builder {
    engine: Result<Arc<dyn Engine>, String>,
    candidates: Vec<Candidate>,
    registry: Registry,
    pub(crate) repositories: Repositories,
    folder: PathBuf,
    pub(crate) bases: BaseImages,
    /// Where the archives of build contexts are, each named by its digest.
    pub(crate) contexts: PathBuf,
    indexes: Indexes,
    catalogue: Catalogue,
    /// The maximum size of an image, in bytes.
    max_image_size: u64,
}

impl Builder {
    /// A builder with this engine, or with the reason why there is none.
    #[must_use]
    pub fn new(engine: Result<Arc<dyn Engine>, String>, registry: Registry, settings: Settings) -> Self {
        let Settings { folder, prefix } = settings;
        let indexes = Indexes::of_this_machine();
        Self {
            engine,
            candidates: Vec::new(),
            registry,
            repositories: Repositories::new(&prefix),
            bases: BaseImages::new(&folder),
            contexts: folder.join("contexts"),
            catalogue: Catalogue::new(indexes.clone(), package_cache(&folder)),
            indexes,
            folder,
            max_image_size: u64::MAX,
        }
    }

    /// The same builder, which refuses larger images than this many bytes, the sum of their compressed layers.
    #[must_use]
    pub fn with_max_image_size(self, max_image_size: u64) -> Self {
        Self { max_image_size, ..self }
    }

    /// The same builder, with the engines that were looked for.
    #[must_use]
    pub fn with_candidates(self, candidates: Vec<Candidate>) -> Self {
        Self { candidates, ..self }
    }

    /// The same builder, with the files of build contexts in this folder: an archive `DIGEST.tar` each.
    #[must_use]
    pub fn with_contexts(self, contexts: &Path) -> Self {
        Self { contexts: contexts.to_owned(), ..self }
    }

    /// The engines that were looked for on this machine.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The same builder, whose catalogue asks other Python indexes than those of this machine. Builds do not.
    #[must_use]
    pub fn with_indexes(self, indexes: Indexes) -> Self {
        let catalogue = Catalogue::new(indexes.clone(), package_cache(&self.folder));
        Self { indexes, catalogue, ..self }
    }

    /// The Python indexes that builds ask where the definition names none, without credentials; empty for the usual one.
    #[must_use]
    pub fn index_addresses(&self) -> Vec<String> {
        self.indexes.addresses().map(packages::shown).collect()
    }

    /// What the indexes and channels offer.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The engine's name and version.
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
        self.repositories.images.clone()
    }

    /// Whether the registry has the image of step 1 for this `stage` digest.
    pub async fn stage(&self, stage: Digest) -> Presence {
        self.registry.presence(&self.repositories.stages, &stage.to_string()).await
    }

    /// Whether the registry has this manifest (`sha256:…`) among the finished images.
    pub async fn image(&self, manifest: &str) -> Presence {
        self.registry.presence(&self.repositories.images, manifest).await
    }

    /// Removes what builds of a killed process left. To be called before the first build.
    ///
    /// # Errors
    /// When a folder cannot be removed.
    pub fn tidy(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.work()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Builds the image of an order.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub async fn build(
        &self,
        order: &Order<'_>,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Built, BuildError> {
        let folder = self.work_folder()?;
        let job = self.job(folder.path(), events, cancel);
        let built = Box::pin(self.run_stages(&job, order)).await;
        // Tens of thousands of files: a busy disk takes its time, and nobody has to wait for it when the image is there.
        let removal = tokio::task::spawn_blocking(move || folder.close());
        match built {
            Ok(_) => drop(tokio::spawn(log_failure(removal))),
            Err(_) => log_failure(removal).await,
        }
        built
    }

    async fn run_stages(&self, job: &Job<'_>, order: &Order<'_>) -> Result<Built, BuildError> {
        let &Order { plan, rebuild, lock, trial } = order;
        // What the user manages is in the Docker steps.
        let rebuild_stage = rebuild && plan.python.is_none();
        job.retry(Step::Stage, || self.registry.reachable()).await?;
        let stage = stages::stage_image(job, plan, rebuild_stage, &self.bases, &self.contexts).await?;
        let repository = &self.repositories.stages;
        let below = job.retry(Step::Stage, || self.registry.manifest(repository, &stage.digest)).await?;
        stages::check_size(below.size(), self.max_image_size)?;
        let cache = self.package_cache()?;
        let step = Installer { job, plan, lock, stage: &stage, bases: &self.bases, cache: &cache };
        let installed = step.install().await?;
        job.send(Event::Started(Step::Push)).await;
        let environment = installed.packages.as_ref().map(|packages| Arc::clone(&packages.files));
        let layer_cache = self.folder.join("layers");
        let composed =
            Box::pin(stages::compose(job, plan, (stage, below), installed, &layer_cache, self.max_image_size));
        let (built, published) = job.unless_cancelled(composed).await??;
        job.send(Event::Finished(Step::Push, built.manifest.clone())).await;
        let trial = trial::try_image(job, plan, trial, &built.manifest, environment.as_ref()).await?;
        // Its tag is put on after the trial, so an image that fails stands for no hash.
        let (repository, tag) = (&built.repository, plan.digests.image.to_string());
        job.retry(Step::Trial, || self.registry.name(&published, (repository, &tag))).await?;
        Ok(Built { trial, ..built })
    }

    /// What a build of this plan would install now, found as a build finds it, without installing anything. `python` is
    /// the version of Python in the image, where conda does not bring it.
    ///
    /// # Errors
    /// [`BuildError::Step`] when the packages can no longer be installed together, [`BuildError::Unreachable`] when an
    /// index or channel does not answer.
    pub async fn resolve(&self, plan: &Plan, python: Option<&str>) -> Result<Vec<Resolved>, BuildError> {
        match &plan.python {
            None => Ok(Vec::new()),
            Some(packages) => {
                let cache = self.package_cache()?;
                Ok(packages::resolve(packages, &plan.platform, python, &self.indexes, &cache).await?)
            }
        }
    }

    /// Removes the least recently used entries from the caches of packages and byte code until they have at most so many
    /// bytes. Returns their size. Nothing may be building.
    ///
    /// # Errors
    /// What happened.
    pub async fn trim_caches(&self, max_bytes: u64) -> Result<u64, BuildError> {
        Ok(packages::trim_caches(&self.package_cache()?, max_bytes).await?)
    }

    /// A job of this builder with a work folder.
    pub(crate) fn job<'a>(&'a self, work: &'a Path, events: &'a EventSender, cancel: &'a CancellationToken) -> Job<'a> {
        let engine = self.engine.as_deref().map_err(String::as_str);
        Job { engine, registry: &self.registry, repositories: &self.repositories, work, events, cancel }
    }

    /// The cache of packages, which builds share.
    fn package_cache(&self) -> io::Result<PathBuf> {
        let folder = package_cache(&self.folder);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// The folder of builds in progress.
    fn work(&self) -> PathBuf {
        self.folder.join("builds")
    }

    /// The folder of one build, removed with the value.
    pub(crate) fn work_folder(&self) -> io::Result<TempDir> {
        fs::create_dir_all(self.work())?;
        tempfile::Builder::new().prefix("build-").tempdir_in(self.work().canonicalize()?)
    }
}

fn package_cache(folder: &Path) -> PathBuf {
    folder.join("packages")
}

/// Waits until the folder of a build is removed. What is left is removed at the next start.
async fn log_failure(removal: JoinHandle<io::Result<()>>) {
    match removal.await.map_err(io::Error::other).flatten() {
        Ok(()) => {}
        Err(error) => tracing::warn!(%error, "could not remove the folder of a build"),
    }
}
