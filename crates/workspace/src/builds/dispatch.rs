//! The dispatcher of builds: takes them from the queue, as many at once as the workspace allows.

use super::work::BuildWorker;
use crate::{
    clock::SharedClock,
    definitions::DefinitionRules,
    events::Events,
    jobs::{JobLimits, JobPool, JobRecorder, StartLock},
    packages::CacheTrimmer,
};
use api::WorkspaceEvent;
use builder::Builder;
use std::{sync::Arc, time::Duration};
use store::{Store, builds::queue};
use tokio_util::sync::CancellationToken;

/// How long the dispatcher waits after the database failed.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// Takes builds from the queue and has them executed.
#[derive(Clone)]
pub struct Dispatcher {
    worker: BuildWorker,
    pool: JobPool,
    start_lock: StartLock,
    caches: CacheTrimmer,
}

impl Dispatcher {
    /// A dispatcher of the builds in this store, which stops at the shutdown.
    #[expect(clippy::too_many_arguments, reason = "a service names everything that it needs")]
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        definitions: DefinitionRules,
        limits: JobLimits,
        recorder: JobRecorder,
        pool: JobPool,
        start_lock: StartLock,
        caches: CacheTrimmer,
        shutdown: CancellationToken,
    ) -> Self {
        let worker = BuildWorker { store, builder, events, clock, definitions, limits, recorder, shutdown };
        Self { worker, pool, start_lock, caches }
    }

    /// Executes builds until the shutdown.
    pub fn spawn(&self) {
        let own = self.clone();
        self.pool.spawn(async move {
            let shutdown = own.worker.shutdown.clone();
            shutdown.run_until_cancelled_owned(own.run()).await;
        });
    }

    async fn run(self) {
        loop {
            match self.start_next().await {
                Ok(true) => {}
                Ok(false) => self.pool.woken().await,
                Err(error) => {
                    tracing::error!(%error, "could not read the build queue");
                    tokio::time::sleep(RETRY_DELAY).await;
                }
            }
        }
    }

    /// Starts the build that waits longest; false when none waits or enough run.
    async fn start_next(&self) -> Result<bool, store::Error> {
        let worker = &self.worker;
        let parallel = worker.limits.limits().parallel_builds.max(1);
        if self.pool.running_count() >= usize::try_from(parallel).unwrap_or(usize::MAX) {
            return Ok(false);
        }
        let _starting = self.start_lock.acquire().await;
        let mut write = worker.store.write().await?;
        let at = worker.clock.timestamp();
        let Some(claimed) = queue::claim(&mut write, &at).await? else { return Ok(false) };
        // In the pool before the store says that it runs, so that whoever sees it running can cancel it.
        let cancel = worker.shutdown.child_token();
        self.pool.insert(claimed.id, cancel.clone());
        if let Err(error) = write.commit().await {
            self.pool.remove(claimed.id);
            return Err(error);
        }
        let id = claimed.id;
        worker.events.publish(WorkspaceEvent::Build(id));
        let own = self.clone();
        self.pool.spawn(async move {
            own.worker.work(&claimed, &cancel).await;
            own.pool.remove(id);
            own.pool.wake();
            own.worker.shutdown.run_until_cancelled(own.caches.trim()).await;
        });
        Ok(true)
    }
}
