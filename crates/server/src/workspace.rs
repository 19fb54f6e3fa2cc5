//! The workspace while it is open: what the handlers and the build queue share.

use crate::{
    Error, Settings,
    access::{Key, KeyError},
    blobs::{self, Blobs},
    caches::Caches,
    clock::stamp,
    contexts::{self, Contexts},
    curated,
    events::Events,
    metrics::Verdicts,
    neighbours::{self, Neighbours},
    packages::Packages,
    pythons::{self, Pythons},
    queue::{self, Queue},
    reconcile, recovery, rehash, runs,
    store::Store,
    today::Todays,
    watch,
};
use api::{Defaults, RegistryState};
use builder::Builder;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

/// How long opening waits for the server before to leave the folder.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open workspace. Clones are handles of the same one.
#[derive(Clone)]
pub struct Workspace {
    rooms: Arc<Rooms>,
    /// Stops the work in progress when the last handle goes.
    _stop: Arc<DropGuard>,
}

/// What the handlers and the build queue share.
pub struct Rooms {
    /// What the workspace was told when it was opened.
    pub settings: Settings,
    /// Signs tokens and addresses.
    pub key: Key,
    /// The database.
    pub store: Store,
    /// Makes images and asks the registry.
    pub builder: Builder,
    /// Tells what changed.
    pub events: Events,
    /// The files of build contexts.
    pub contexts: Contexts,
    /// Files that clients upload one by one.
    pub blobs: Blobs,
    /// The builds that this process runs.
    pub queue: Queue,
    /// The runs that this process runs.
    pub runs: Queue,
    /// How much the caches of packages take.
    pub caches: Caches,
    /// What the indexes were found to hold.
    pub todays: Todays,
    /// What the indexes were found to offer.
    pub packages: Packages,
    /// The versions of Python that can be had.
    pub pythons: Pythons,
    /// Finds the nearest images.
    pub neighbours: Neighbours,
    /// Whether the registry answered when it was last asked.
    pub registry: Mutex<RegistryState>,
    /// The verdicts that were given.
    pub verdicts: Verdicts,
    /// When the workspace was opened.
    pub since: String,
    /// Compares what is recorded with what the registry has.
    pub reconcile: Notify,
    /// Set when the server stops: streams end, and builds are put back in the queue.
    pub stopping: CancellationToken,
    _lock: File,
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
    /// The database cannot be opened or brought up to date.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] sqlx::Error),
    /// What builds of a killed server left cannot be put in order.
    #[error("what the server left when it ended cannot be put in order: {0}")]
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
    pub async fn open(mut settings: Settings, builder: Builder) -> Result<Self, OpenError> {
        let Defaults { base_image, python_base_images, channels } = &settings.defaults;
        let base_images = python_base_images.iter().map(|base| &base.image).chain([base_image]);
        settings.policy = settings.policy.with_defaults(base_images.map(String::as_str), channels);
        let folder = settings.folder.clone();
        std::fs::create_dir_all(&folder).map_err(|error| OpenError::Folder(folder.clone(), error))?;
        let lock = lock(&folder).await?;
        let key = Key::open(&folder)?;
        let store = Store::open(&folder).await?;
        let contexts = Contexts::open(&folder).map_err(|error| OpenError::Folder(folder.clone(), error))?;
        let blobs = Blobs::open(&folder).map_err(|error| OpenError::Folder(folder.clone(), error))?;
        let builder = builder.with_contexts(contexts.folder());
        let rooms = Rooms {
            contexts,
            blobs,
            events: Events::new(settings.clock.now()),
            queue: Queue::default(),
            runs: Queue::default(),
            caches: Caches::default(),
            todays: Todays::default(),
            packages: Packages::default(),
            pythons: Pythons::default(),
            neighbours: Neighbours::default(),
            registry: Mutex::new(RegistryState::Unreachable),
            verdicts: Verdicts::default(),
            since: stamp(settings.clock.now()),
            reconcile: Notify::new(),
            settings,
            key,
            store,
            builder,
            stopping: CancellationToken::new(),
            _lock: lock,
        };
        rehash::renew(&rooms).await?;
        curated::load(&rooms).await?;
        rooms.builder.tidy().map_err(|error| OpenError::Folder(folder, error))?;
        recovery::recover(&rooms).await?;
        runs::recover(&rooms).await?;
        contexts::tidy(&rooms).await?;
        blobs::tidy(&rooms).await?;
        let rooms = Arc::new(rooms);
        queue::start(&rooms);
        runs::take_up(&rooms);
        watch::start(&rooms);
        pythons::start(&rooms);
        neighbours::start(&rooms);
        reconcile::start(&rooms);
        contexts::start(&rooms);
        blobs::start(&rooms);
        rooms.queue.wake();
        let stop = Arc::new(rooms.stopping.clone().drop_guard());
        Ok(Self { rooms, _stop: stop })
    }

    /// What is shared, for work that goes on without a handle of the workspace.
    pub(crate) fn rooms(&self) -> Arc<Rooms> {
        Arc::clone(&self.rooms)
    }

    /// Ends the streams and the work in progress, so that a server can end its connections.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Stops, waits for what is being written and closes the database.
    pub async fn close(&self) {
        self.stop();
        self.queue.drained().await;
        self.runs.drained().await;
        self.store.close().await;
    }
}

impl std::ops::Deref for Workspace {
    type Target = Rooms;

    fn deref(&self) -> &Rooms {
        &self.rooms
    }
}

impl Rooms {
    /// A reference by digest, as pulled from this machine. The registry's address may change from start to start, so
    /// it is never stored.
    pub fn reference(&self, repository: &str, manifest: &str) -> String {
        format!("{}/{repository}@{manifest}", self.builder.registry().address())
    }
}

/// Locks the folder for this process; the lock goes with the process, whatever ends it.
async fn lock(folder: &Path) -> Result<File, OpenError> {
    let failed = |error| OpenError::Folder(folder.to_owned(), error);
    let file = File::create(folder.join("lock")).map_err(failed)?;
    let late = tokio::time::Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if tokio::time::Instant::now() >= late => {
                return Err(OpenError::InUse(folder.to_owned()));
            }
            Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
