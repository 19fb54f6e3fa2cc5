//! A build from beginning to end.

use crate::{
    BuildError, Built, Candidate, Engine, EngineError, EngineRun, EngineStep, Event, EventSender, Locked, Presence,
    Registry, Step, TrialOrder, cause,
    packages::{self, Indexes, Resolved, catalogue::Catalogue},
    tail::with_tail,
};
use definition::{Digest, Plan};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;
use tokio::{sync::Mutex, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// What a builder needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder of its own, for caches and work in progress.
    pub folder: PathBuf,
    /// Repositories are `PREFIX/env` and `PREFIX/stage`.
    pub prefix: String,
}

/// What is to be built, and how.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// What.
    pub plan: &'a Plan,
    /// Whether it is built although there is an image. Packages are always installed anew; the image of step 1 is taken
    /// from the registry, except that of a user-managed environment then.
    pub rebuild: bool,
    /// Exactly the packages to install, instead of resolving what the plan asks for.
    pub lock: Option<&'a [Locked]>,
    /// How the image is tried; none for what is tried of every image.
    pub trial: Option<&'a TrialOrder>,
}

/// Makes images from plans.
pub struct Builder {
    pub(crate) engine: Result<Arc<dyn Engine>, String>,
    candidates: Vec<Candidate>,
    pub(crate) registry: Registry,
    pub(crate) settings: Settings,
    /// Held by whoever looks for a base image in the own registry and may make it.
    pub(crate) making_base: Mutex<()>,
    /// Where the archives of build contexts are, each named by its digest.
    pub(crate) contexts: PathBuf,
    indexes: Indexes,
    catalogue: Catalogue,
    /// How large an image may be, in bytes.
    largest: u64,
}

impl Builder {
    /// A builder with this engine, or with the reason why there is none.
    #[must_use]
    pub fn new(engine: Result<Arc<dyn Engine>, String>, registry: Registry, settings: Settings) -> Self {
        let indexes = Indexes::of_this_machine();
        let catalogue = Catalogue::new(indexes.clone(), settings.folder.join("packages"));
        let (candidates, contexts) = (Vec::new(), settings.folder.join("contexts"));
        let (making_base, largest) = (Mutex::new(()), u64::MAX);
        Self { engine, candidates, registry, settings, making_base, contexts, indexes, catalogue, largest }
    }

    /// The same builder, taking images of up to this many bytes, the sum of their compressed layers.
    #[must_use]
    pub fn limited_to(self, largest: u64) -> Self {
        Self { largest, ..self }
    }

    /// The same builder, knowing which engines were looked for.
    #[must_use]
    pub fn among(self, candidates: Vec<Candidate>) -> Self {
        Self { candidates, ..self }
    }

    /// The same builder, finding the files of build contexts in this folder: an archive `DIGEST.tar` each.
    #[must_use]
    pub fn with_contexts(self, contexts: &Path) -> Self {
        Self { contexts: contexts.to_owned(), ..self }
    }

    /// The engines that were looked for on this machine.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The same builder asking other Python indexes than this machine is set up for. Builds go on with those.
    #[must_use]
    pub fn asking(self, indexes: Indexes) -> Self {
        let catalogue = Catalogue::new(indexes.clone(), self.settings.folder.join("packages"));
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

    /// The repository of images of step 1.
    pub(crate) fn stage_repository(&self) -> String {
        format!("{}/stage", self.settings.prefix)
    }

    /// Whether the registry has the image of step 1 for this `stage` digest.
    pub async fn stage(&self, stage: Digest) -> Presence {
        self.registry.presence(&self.stage_repository(), &stage.to_string()).await
    }

    /// Whether the registry has this manifest (`sha256:…`) among the finished images.
    pub async fn image(&self, manifest: &str) -> Presence {
        self.registry.presence(&self.image_repository(), manifest).await
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
        let built = self.build_in(folder.path(), order, events, cancel).await;
        // Tens of thousands of files: a busy disk takes its time, and nobody has to wait for it when the image is there.
        let removal = tokio::task::spawn_blocking(move || folder.close());
        match built {
            Ok(_) => drop(tokio::spawn(log_failure(removal))),
            Err(_) => log_failure(removal).await,
        }
        built
    }

    async fn build_in(
        &self,
        folder: &Path,
        order: &Order<'_>,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Built, BuildError> {
        let &Order { plan, rebuild, .. } = order;
        // What the user manages is in the Docker steps.
        let steps_anew = rebuild && plan.python.is_none();
        self.patiently(Step::Stage, events, cancel, || self.registry.reachable()).await?;
        let stage = self.stage_image(plan, steps_anew, folder, events, cancel).await?;
        let repository = self.stage_repository();
        let below = || self.registry.manifest(&repository, &stage.digest);
        let below = self.patiently(Step::Stage, events, cancel, below).await?;
        self.fits(below.size())?;
        let installed = self.install(order, &stage, folder, events, cancel).await?;
        drop(events.send(Event::Started(Step::Push)).await);
        let environment = installed.packages.as_ref().map(|packages| packages.environment.clone());
        let finished = Box::pin(self.finish(plan, (stage, below), installed, folder, events));
        let (built, published) = cancel.run_until_cancelled(finished).await.ok_or(BuildError::Cancelled)??;
        drop(events.send(Event::Finished(Step::Push, built.manifest.clone())).await);
        let trial = self.try_image(order, &built.manifest, environment.as_deref(), folder, events, cancel).await?;
        // Only now does it stand for its hash.
        let (repository, tag) = (&built.repository, plan.digests.image.to_string());
        let name = || self.registry.name(&published, (repository, &tag));
        self.patiently(Step::Trial, events, cancel, name).await?;
        Ok(Built { trial, ..built })
    }

    /// Whether an image of this size is not larger than it may be.
    pub(crate) fn fits(&self, size: u64) -> Result<(), BuildError> {
        if size > self.largest { Err(BuildError::TooLarge { size, limit: self.largest }) } else { Ok(()) }
    }

    /// Has the engine run a command and tells the cause when it fails.
    pub(crate) async fn run(
        &self,
        run: &EngineRun,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), BuildError> {
        self.engaged(run.step, events, |engine, events| async move { engine.run(run, &events, cancel).await }).await
    }

    /// Has the engine do a step and tells the cause when it fails.
    pub(crate) async fn step(
        &self,
        step: &EngineStep,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, BuildError> {
        self.engaged(step.step, events, |engine, events| async move { engine.build(step, &events, cancel).await }).await
    }

    async fn engaged<T, F: Future<Output = Result<T, EngineError>>>(
        &self,
        step: Step,
        events: &EventSender,
        work: impl FnOnce(Arc<dyn Engine>, EventSender) -> F,
    ) -> Result<T, BuildError> {
        let engine = Arc::clone(self.engine.as_ref().map_err(|reason| BuildError::NoEngine(reason.clone()))?);
        let (outcome, tail) = with_tail(events, |events| work(engine, events)).await;
        outcome.map_err(|error| match error {
            EngineError::Cancelled => BuildError::Cancelled,
            EngineError::Failed { .. } | EngineError::Exited { .. } => {
                BuildError::Step { step, cause: cause::cause(&tail, &error) }
            }
            EngineError::Start { source, .. } => BuildError::Machine(source),
        })
    }

    /// What a build of this plan would install now, found as a build finds it, without installing anything. `python` is
    /// the version of Python in the image, where conda does not bring it.
    ///
    /// # Errors
    /// [`BuildError::Step`] when the packages cannot be had together any more, [`BuildError::Unreachable`] when an index
    /// or channel does not tell.
    pub async fn resolve(&self, plan: &Plan, python: Option<&str>) -> Result<Vec<Resolved>, BuildError> {
        match &plan.python {
            None => Ok(Vec::new()),
            Some(packages) => {
                packages::resolve(packages, &plan.platform, python, &self.indexes, &self.packages_cache()?).await
            }
        }
    }

    /// Removes from the caches of packages and byte code what was used longest ago, until they have at most so many bytes;
    /// returns how many they have. Nothing may be building.
    ///
    /// # Errors
    /// What happened.
    pub async fn trim_caches(&self, most: u64) -> Result<u64, BuildError> {
        packages::trim_caches(&self.packages_cache()?, most).await
    }

    /// The folder of what indexes and channels offered, kept for later builds.
    pub(crate) fn packages_cache(&self) -> io::Result<PathBuf> {
        let folder = self.settings.folder.join("packages");
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    pub(crate) fn registry_error(&self, reason: String) -> BuildError {
        BuildError::Registry { address: self.registry.address().to_owned(), reason }
    }

    /// The folder of builds in progress.
    fn work(&self) -> PathBuf {
        self.settings.folder.join("builds")
    }

    /// The folder of one build; it goes when the value goes.
    pub(crate) fn work_folder(&self) -> io::Result<TempDir> {
        fs::create_dir_all(self.work())?;
        tempfile::Builder::new().prefix("build-").tempdir_in(self.work().canonicalize()?)
    }
}

/// Waits until the folder of a build is gone. What stays goes at the next start.
async fn log_failure(removal: JoinHandle<io::Result<()>>) {
    match removal.await.map_err(io::Error::other).flatten() {
        Ok(()) => {}
        Err(error) => tracing::warn!(%error, "could not remove the folder of a build"),
    }
}
