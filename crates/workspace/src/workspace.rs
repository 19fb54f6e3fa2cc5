//! The open workspace: its services, constructed once, and the work in the background.

use crate::{
    Error, Settings,
    access::{Key, KeyError},
    activity::AuditTrail,
    builds::{self, BuildQueue, Builds, Dispatcher, Reuse},
    clock::SharedClock,
    contexts::{Contexts, Snapshots},
    definitions::DefinitionRules,
    disk::DiskReserve,
    environments::Environments,
    events::Events,
    exports::Exports,
    hash_upgrade,
    health::{Health, Metrics, RegistryMonitor, Status},
    images::{DriftReports, Eviction, History, Images, RebuildOutlooks, Reconciler},
    jobs::{JobLimits, JobPool, JobRecorder, StartLock},
    packages::{CacheTrimmer, Packages, Pythons},
    previews::{NearestImages, Previews, VerdictCounts},
    runs::{self, RunDispatcher, RunServices, Runs, SecretFiles},
    uploads::Uploads,
    versions::{Registration, Ties, VersionLabels, Versions, load_curated},
};
use builder::Builder;
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store::Store;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long opening waits for an earlier server to leave the folder.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// How often it tries.
const LOCK_INTERVAL: Duration = Duration::from_millis(50);

/// An open workspace: what handlers call. Clones are handles of the same one. Services do not know it; each has what it
/// needs.
#[derive(Clone)]
pub struct Workspace {
    /// The name of the workspace.
    pub name: Arc<str>,
    /// When it was opened.
    pub since: Arc<str>,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// Signs tokens and addresses.
    pub key: Key,
    /// Publishes what changed.
    pub events: Events,
    /// Cancelled at the shutdown: streams end, and builds are put back in the queue.
    pub shutdown: CancellationToken,
    /// Defaults and policy.
    pub definitions: DefinitionRules,
    /// Environments.
    pub environments: Environments,
    /// Versions, read and described.
    pub versions: Versions,
    /// Registration of versions.
    pub registration: Registration,
    /// Labels that name versions.
    pub labels: VersionLabels,
    /// Ties of versions to images.
    pub ties: Ties,
    /// Versions and images as files.
    pub exports: Exports,
    /// Previews.
    pub previews: Previews,
    /// Images, read.
    pub images: Images,
    /// Images over time.
    pub history: History,
    /// Drift of images.
    pub drift: DriftReports,
    /// What rebuilds would change.
    pub rebuild_outlooks: RebuildOutlooks,
    /// Eviction of images.
    pub eviction: Eviction,
    /// Builds.
    pub builds: Builds,
    /// Runs.
    pub runs: Runs,
    /// Build contexts.
    pub contexts: Contexts,
    /// Contexts that clients gave an id.
    pub snapshots: Snapshots,
    /// Files uploaded one by one.
    pub uploads: Uploads,
    /// Packages in indexes and channels.
    pub packages: Packages,
    /// The audit trail.
    pub activity: AuditTrail,
    /// The status line.
    pub status: Status,
    /// The health page.
    pub health: Health,
    /// Metrics.
    pub metrics: Metrics,
    /// The address of the registry that images are pulled from.
    pub registry_address: Arc<str>,
    store: Store,
    pools: [JobPool; 2],
    /// Shuts down when the last handle is dropped.
    _guard: Arc<DropGuard>,
}

/// Why a workspace could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server has it open.
    #[error("another server uses the folder {0}; stop it, or choose another folder")]
    InUse(PathBuf),
    /// The folder cannot be used.
    #[error("the folder {0} cannot be used: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The key cannot be read or made.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The database cannot be opened or migrated.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] store::Error),
    /// What an earlier server left cannot be recovered.
    #[error("what the last server left when it stopped cannot be recovered: {0}")]
    Recovery(#[from] Error),
    /// A curated environment of this program cannot be read.
    #[error("the curated environment {0} cannot be loaded: {1}")]
    Curated(&'static str, String),
}

impl Workspace {
    /// Opens the workspace in its folder, which is made when it is missing.
    ///
    /// # Errors
    /// When the folder or the database in it cannot be used, or another server uses it.
    #[expect(clippy::too_many_lines, reason = "every service is constructed here, once, in the order of their needs")]
    pub async fn open(settings: Settings, builder: Builder) -> Result<Self, OpenError> {
        let folder = settings.folder.clone();
        let folder_error = |error| OpenError::Folder(folder.clone(), error);
        std::fs::create_dir_all(&folder).map_err(folder_error)?;
        let lock = lock(&folder).await?;
        let key = Key::open(&folder)?;
        let store = Store::open(&folder, lock).await?;
        let clock = settings.clock.clone();
        let max_upload = settings.largest_context;
        let reserve = DiskReserve::new(settings.disk.clone(), &folder, settings.limits.keep_free);
        let contexts = Contexts::open(store.clone(), clock.clone(), max_upload, reserve.clone(), &folder);
        let contexts = contexts.map_err(folder_error)?;
        let uploads =
            Uploads::open(store.clone(), clock.clone(), max_upload, reserve, &folder).map_err(folder_error)?;
        let builder = Arc::new(builder.with_contexts(&Contexts::folder_in(&folder)));
        let events = Events::new(clock.now());
        let shutdown = CancellationToken::new();
        let definitions = DefinitionRules::new(settings.defaults.clone(), settings.policy.clone());
        let since = clock.timestamp();

        let (build_pool, run_pool, start_lock) = (JobPool::default(), JobPool::default(), StartLock::default());
        let limits = JobLimits::new(settings.limits, &folder);
        let recorder = JobRecorder::new(store.clone(), events.clone(), clock.clone(), settings.limits);
        let caches = CacheTrimmer::new(
            builder.clone(),
            clock.clone(),
            build_pool.clone(),
            start_lock.clone(),
            settings.limits.caches,
        );

        let reconciler = Reconciler::new(store.clone(), builder.clone(), events.clone(), clock.clone());
        let images = Images::new(store.clone(), builder.clone());
        let history = History::new(
            store.clone(),
            builder.clone(),
            events.clone(),
            clock.clone(),
            images.clone(),
            reconciler.clone(),
        );
        let reuse = Reuse::new(store.clone(), builder.clone(), events.clone(), clock.clone(), reconciler.clone());
        let queue =
            BuildQueue::new(builder.clone(), events.clone(), clock.clone(), definitions.clone(), build_pool.clone());
        let builds = Builds::new(
            store.clone(),
            builder.clone(),
            events.clone(),
            clock.clone(),
            definitions.clone(),
            history.clone(),
            reuse.clone(),
            queue.clone(),
            build_pool.clone(),
        );
        let versions = Versions::new(store.clone(), events.clone(), clock.clone());
        let registration = Registration::new(
            store.clone(),
            events.clone(),
            clock.clone(),
            definitions.clone(),
            versions.clone(),
            builds.clone(),
            queue.clone(),
            reuse,
        );
        let secrets = SecretFiles::new(&folder);
        let services = RunServices {
            contexts: contexts.clone(),
            builds: builds.clone(),
            queue: queue.clone(),
            versions: versions.clone(),
            registration: registration.clone(),
            definitions: definitions.clone(),
        };
        let runs = Runs::new(
            store.clone(),
            builder.clone(),
            events.clone(),
            clock.clone(),
            services,
            secrets.clone(),
            run_pool.clone(),
        );
        let eviction = Eviction::new(
            store.clone(),
            builder.clone(),
            events.clone(),
            clock.clone(),
            (build_pool.clone(), run_pool.clone()),
            start_lock.clone(),
        );
        let nearest = NearestImages::default();
        let verdicts = VerdictCounts::default();
        let registry = RegistryMonitor::new(builder.clone(), events.clone(), reconciler.clone());
        let pythons = Pythons::new(builder.clone(), events.clone());

        // Everything that an earlier server left is put in order before anything starts.
        hash_upgrade::upgrade(&store, &*clock).await?;
        load_curated(&store, &*clock, &definitions)
            .await
            .map_err(|(name, error)| OpenError::Curated(name, error.to_string()))?;
        builder.tidy().map_err(folder_error)?;
        builds::recover(&store, &*clock).await?;
        runs::recover(&store, &*clock, &secrets).await?;
        contexts.clean_up().await?;
        uploads.clean_up().await?;

        Dispatcher::new(
            store.clone(),
            builder.clone(),
            events.clone(),
            clock.clone(),
            definitions.clone(),
            limits.clone(),
            recorder.clone(),
            build_pool.clone(),
            start_lock.clone(),
            caches.clone(),
            shutdown.clone(),
        )
        .spawn();
        RunDispatcher::new(
            store.clone(),
            builder.clone(),
            events.clone(),
            clock.clone(),
            limits,
            recorder,
            queue,
            reconciler.clone(),
            secrets,
            run_pool.clone(),
            start_lock,
            shutdown.clone(),
        )
        .spawn();
        eviction.spawn_finishing(shutdown.clone());
        registry.spawn(build_pool.clone(), shutdown.clone());
        pythons.spawn(shutdown.clone());
        nearest.spawn_indexing(store.clone(), shutdown.clone());
        reconciler.spawn(shutdown.clone());
        contexts.spawn_cleanup(shutdown.clone());
        uploads.spawn_cleanup(shutdown.clone());

        Ok(Self {
            name: settings.name.as_str().into(),
            since: since.as_str().into(),
            key,
            environments: Environments::new(store.clone(), events.clone(), clock.clone()),
            registration,
            labels: VersionLabels::new(store.clone(), events.clone(), clock.clone()),
            ties: Ties::new(store.clone(), events.clone(), clock.clone(), versions.clone(), history.clone()),
            exports: Exports::new(store.clone(), builder.clone(), versions.clone()),
            versions,
            previews: Previews::new(
                store.clone(),
                builder.clone(),
                definitions.clone(),
                reconciler,
                nearest,
                verdicts.clone(),
            ),
            images,
            drift: DriftReports::new(store.clone(), builder.clone(), clock.clone(), shutdown.clone()),
            rebuild_outlooks: RebuildOutlooks::new(store.clone(), builder.clone(), history.clone()),
            history,
            eviction,
            builds,
            runs,
            contexts,
            snapshots: Snapshots::new(store.clone(), clock.clone()),
            uploads,
            packages: Packages::new(store.clone(), builder.clone(), clock.clone(), shutdown.clone()),
            activity: AuditTrail::new(store.clone()),
            status: Status::new(
                store.clone(),
                builder.clone(),
                definitions.clone(),
                registry.clone(),
                pythons,
                &settings,
            ),
            health: Health::new(store.clone(), builder.clone(), registry.clone(), caches, &settings, since),
            metrics: Metrics::new(store.clone(), builder.clone(), registry, verdicts, &settings),
            registry_address: builder.registry().address().into(),
            definitions,
            events,
            clock,
            store,
            pools: [build_pool, run_pool],
            _guard: Arc::new(shutdown.clone().drop_guard()),
            shutdown,
        })
    }

    /// Ends the streams and the work in progress, so that a server can end its connections.
    pub fn shut_down(&self) {
        self.shutdown.cancel();
    }

    /// Shuts down, waits for what is being written and closes the database.
    pub async fn close(&self) {
        self.shut_down();
        for pool in &self.pools {
            pool.drained().await;
        }
        self.store.close().await;
    }
}

/// Locks the folder for this process; the lock is released with the process, whatever ends it.
async fn lock(folder: &Path) -> Result<File, OpenError> {
    let failed = |error| OpenError::Folder(folder.to_owned(), error);
    let file = File::create(folder.join("lock")).map_err(failed)?;
    let deadline = tokio::time::Instant::now() + LOCK_TIMEOUT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if tokio::time::Instant::now() >= deadline => {
                return Err(OpenError::InUse(folder.to_owned()));
            }
            Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_INTERVAL).await,
        }
    }
}
