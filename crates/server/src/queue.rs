//! The build queue: takes builds from the store, as many at once as the workspace allows.
//!
//! The store is the queue; what is here only knows which builds this process runs, to be able to stop them. Runs have the
//! same kind of queue.

use crate::{caches, clock::stamp, store::queue, work, workspace::Rooms};
use api::WorkspaceEvent;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long the queue waits after the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// What this process runs: builds, or runs.
#[derive(Debug, Default)]
pub struct Queue {
    wake: Notify,
    running: Mutex<HashMap<i64, CancellationToken>>,
    /// Held by whoever begins a build, or needs that none begins.
    pub begin: tokio::sync::Mutex<()>,
    tasks: TaskTracker,
}

impl Queue {
    /// Looks for what waits.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until somebody wakes it.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Knows from now on that this one runs here, and how it is stopped.
    pub fn enter(&self, id: i64, cancel: CancellationToken) {
        self.running().insert(id, cancel);
    }

    /// Forgets what has ended, or did not begin.
    pub fn leave(&self, id: i64) {
        self.running().remove(&id);
    }

    /// Does something that closing the workspace waits for.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Stops one that runs here.
    pub fn cancel(&self, id: i64) {
        if let Some(cancel) = self.running().get(&id) {
            cancel.cancel();
        }
    }

    /// How many run here.
    pub fn busy(&self) -> usize {
        self.running().len()
    }

    /// Waits until none runs here.
    pub async fn drained(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<i64, CancellationToken>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs builds until the workspace stops.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    rooms.queue.spawn(async move {
        let stopping = own.stopping.clone();
        stopping.run_until_cancelled_owned(run(own)).await;
    });
}

async fn run(rooms: Arc<Rooms>) {
    loop {
        match take(&rooms).await {
            Ok(true) => {}
            Ok(false) => rooms.queue.woken().await,
            Err(error) => {
                tracing::error!(%error, "the build queue cannot be read");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Begins the build that waits longest; false when none waits or enough run.
async fn take(rooms: &Arc<Rooms>) -> Result<bool, sqlx::Error> {
    let most = usize::try_from(rooms.settings.limits.parallel_builds.max(1)).unwrap_or(usize::MAX);
    if rooms.queue.busy() >= most {
        return Ok(false);
    }
    let _begin = rooms.queue.begin.lock().await;
    let mut write = rooms.store.write().await?;
    let at = stamp(rooms.settings.clock.now());
    let Some(claimed) = queue::claim(&mut write, &at).await? else { return Ok(false) };
    // Known here before the store says that it runs, so that whoever sees it running can stop it.
    let cancel = rooms.stopping.child_token();
    rooms.queue.enter(claimed.id, cancel.clone());
    if let Err(error) = write.commit().await {
        rooms.queue.leave(claimed.id);
        return Err(error);
    }
    let id = claimed.id;
    rooms.events.tell(WorkspaceEvent::Build(id));
    let own = Arc::clone(rooms);
    rooms.queue.spawn(async move {
        work::work(&own, &claimed, &cancel).await;
        own.queue.leave(id);
        own.queue.wake();
        own.stopping.run_until_cancelled(caches::sweep(&own)).await;
    });
    Ok(true)
}
