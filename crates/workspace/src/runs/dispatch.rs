//! The dispatcher of runs: they wait for their build, then for their turn, as many at once as the workspace allows.

use super::{finish::finish, secrets::SecretFiles, work::RunWorker};
use crate::{
    Error,
    access::Actor,
    builds::BuildQueue,
    clock::SharedClock,
    counterparts::IntoApi as _,
    definitions::Checked,
    events::Events,
    images::Reconciler,
    jobs::{JobLimits, JobPool, JobRecorder, StartLock},
};
use api::{WorkspaceEvent, code};
use builder::{Builder, Presence};
use std::{slice, sync::Arc, time::Duration};
use store::{
    BuildState, RunState, RunTrouble, Store,
    builds::BuildMode,
    runs::{self, RunEnd, RunRow},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// How long the dispatcher waits after the database failed.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// Gives runs their image and has them executed.
#[derive(Clone)]
pub struct RunDispatcher {
    worker: RunWorker,
    queue: BuildQueue,
    reconciler: Reconciler,
    secrets: SecretFiles,
    pool: JobPool,
    start_lock: StartLock,
}

impl RunDispatcher {
    /// A dispatcher of the runs in this store, which stops at the shutdown.
    #[expect(clippy::too_many_arguments, reason = "a service names everything that it needs")]
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        limits: JobLimits,
        recorder: JobRecorder,
        queue: BuildQueue,
        reconciler: Reconciler,
        secrets: SecretFiles,
        pool: JobPool,
        start_lock: StartLock,
        shutdown: CancellationToken,
    ) -> Self {
        let worker = RunWorker { store, builder, events, clock, limits, recorder, shutdown };
        Self { worker, queue, reconciler, secrets, pool, start_lock }
    }

    /// Executes runs until the shutdown.
    pub fn spawn(&self) {
        let own = self.clone();
        // Subscribed before anything can happen: the end of a build may let a run go on.
        let changes = own.worker.events.subscribe();
        self.pool.spawn(async move {
            let shutdown = own.worker.shutdown.clone();
            Box::pin(shutdown.run_until_cancelled_owned(own.run(changes))).await;
        });
    }

    async fn run(self, mut changes: Receiver<(u64, WorkspaceEvent)>) {
        // The runs up to this one had their turn. One that still waits then has another when something changes.
        let mut last = 0;
        loop {
            let step = async {
                if self.settle_built().await? {
                    last = 0;
                }
                self.start_next(&mut last).await
            };
            match step.await {
                Ok(true) => continue,
                Ok(false) => self.wait(&mut changes).await,
                Err(error) => {
                    tracing::error!(%error, "could not read the waiting runs");
                    tokio::time::sleep(RETRY_DELAY).await;
                }
            }
            last = 0;
        }
    }

    /// Waits until somebody wakes the dispatcher, or a build changes.
    async fn wait(&self, changes: &mut Receiver<(u64, WorkspaceEvent)>) {
        loop {
            tokio::select! {
                () = self.pool.woken() => return,
                change = changes.recv() => match change {
                    Ok((_, WorkspaceEvent::Build(_))) | Err(RecvError::Lagged(_)) => return,
                    Ok(_) => {}
                    // The workspace is being closed.
                    Err(RecvError::Closed) => return self.pool.woken().await,
                },
            }
        }
    }

    /// Gives runs the image that was built for them, or ends them with the failure of the build; whether there were any.
    async fn settle_built(&self) -> Result<bool, Error> {
        let (store, clock) = (&self.worker.store, &self.worker.clock);
        if runs::with_finished_build(&mut *store.read().await?).await?.is_empty() {
            return Ok(false);
        }
        let mut write = store.write().await?;
        let mut settled = Vec::new();
        for built in runs::with_finished_build(&mut write).await? {
            let build = built.build;
            let failed = |message| RunEnd::failed(RunTrouble::Build, message);
            let end = match (built.state(), &built.manifest) {
                (Ok(BuildState::Succeeded), Some(manifest)) => {
                    runs::enqueue(&mut write, built.run, manifest).await?;
                    None
                }
                (Err(error), _) => Some(failed(format!("build {build} of its image cannot be read: {error}"))),
                (Ok(BuildState::Cancelled), _) => Some(failed(format!("build {build} of its image was cancelled"))),
                _ => {
                    let cause = built.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
                    Some(failed(format!("build {build} of its image failed{cause}")))
                }
            };
            if let Some(end) = &end {
                finish(&mut write, &**clock, built.run, end).await?;
            }
            settled.push((built.run, end.is_some()));
        }
        write.commit().await?;
        for (run, has_ended) in settled {
            if has_ended {
                self.secrets.remove(run);
            }
            self.worker.events.publish(WorkspaceEvent::Run(run));
        }
        Ok(true)
    }

    /// Gives the run that waits longest after `last` its turn, and makes it the last; false when none waits or enough run.
    ///
    /// A run that cannot have its turn ends or goes on waiting, and the ones after it have theirs.
    async fn start_next(&self, last: &mut i64) -> Result<bool, Error> {
        let parallel = self.worker.limits.limits().parallel_runs.max(1);
        if self.pool.running_count() >= usize::try_from(parallel).unwrap_or(usize::MAX) {
            return Ok(false);
        }
        let waiting = runs::next_queued(&mut *self.worker.store.read().await?, *last).await?;
        let Some(id) = waiting else { return Ok(false) };
        let outcome = match self.dispatch(id).await {
            Err(error) if !error.may_pass() => {
                let reason = format!("the run cannot be started: {error}");
                self.end_waiting(id, &RunEnd::failed(RunTrouble::Machine, reason)).await
            }
            outcome => outcome,
        };
        match outcome {
            Err(error) if error.may_pass() => return Err(error),
            Err(error) => tracing::error!(%error, run = id, "could not end a run that cannot be started"),
            Ok(()) => {}
        }
        *last = id;
        Ok(true)
    }

    /// Starts a run, or has its image built when that left the registry while the run waited.
    async fn dispatch(&self, id: i64) -> Result<(), Error> {
        let next = runs::get(&mut *self.worker.store.read().await?, id).await?;
        let Some(next) = next.filter(|next| next.state == RunState::Queued) else { return Ok(()) };
        let Some(manifest) = &next.manifest else { return self.start(next).await };
        if self.worker.builder.image(manifest).await != Presence::Absent {
            return self.start(next).await;
        }
        match self.rebuild(&next, manifest).await {
            // A build of the same hash installs other packages: the run waits until that has ended.
            Err(error) if error.is(code::CONFLICT) => {
                tracing::info!(%error, run = id, "a run waits until its image can be built again");
                Ok(())
            }
            Err(error) if !error.may_pass() => {
                let reason = format!("its image is not in the registry any more, and cannot be built again: {error}");
                self.end_waiting(id, &RunEnd::failed(RunTrouble::Build, reason)).await
            }
            outcome => outcome,
        }
    }

    /// Ends a run that waits for its turn, unless somebody has cancelled it meanwhile.
    async fn end_waiting(&self, id: i64, end: &RunEnd) -> Result<(), Error> {
        let worker = &self.worker;
        let mut write = worker.store.write().await?;
        if runs::next_queued(&mut write, id - 1).await? != Some(id) {
            return Ok(());
        }
        finish(&mut write, &*worker.clock, id, end).await?;
        write.commit().await?;
        self.secrets.remove(id);
        worker.events.publish(WorkspaceEvent::Run(id));
        Ok(())
    }

    async fn start(&self, next: RunRow) -> Result<(), Error> {
        let id = next.id;
        // Nothing starts while the registry collects its garbage.
        let _starting = self.start_lock.acquire().await;
        let secrets = self.secrets.read(id);
        let worker = &self.worker;
        let mut write = worker.store.write().await?;
        let at = worker.clock.timestamp();
        if !runs::begin(&mut write, id, &at).await? {
            return Ok(());
        }
        let cancel = worker.shutdown.child_token();
        self.pool.insert(id, cancel.clone());
        if let Err(error) = write.commit().await {
            self.pool.remove(id);
            return Err(error.into());
        }
        self.secrets.remove(id);
        worker.events.publish(WorkspaceEvent::Run(id));
        let own = self.clone();
        self.pool.spawn(async move {
            own.worker.work(&next, &at, secrets, &cancel).await;
            own.pool.remove(id);
            own.pool.wake();
        });
        Ok(())
    }

    /// Has the image of a run built once more, unless it is one that was built for this run and is gone already.
    async fn rebuild(&self, run: &RunRow, manifest: &str) -> Result<(), Error> {
        self.reconciler.mark_vanished(run.strip.digests.image, manifest).await?;
        let worker = &self.worker;
        let earlier = store::builds::get(&mut *worker.store.read().await?, run.build).await?;
        if earlier.is_some_and(|build| build.queued_at >= run.submitted_at) {
            let end = RunEnd::failed(RunTrouble::Machine, "the registry lost the image that was built for this run");
            return self.end_waiting(run.id, &end).await;
        }
        let mut write = worker.store.write().await?;
        let reference = run.version.clone().into_api();
        let version = store::versions::get(&mut write, &reference.environment, &reference.version).await?;
        let version = version.ok_or_else(|| Error::not_found(format!("version {reference}")))?;
        let checked = Checked::stored(&version.definition)?;
        let mode = BuildMode { rebuild: false, lock: version.tied };
        let requesters = slice::from_ref(&reference);
        let (build, _) = self.queue.enqueue(&mut write, &Actor::server(), &checked, requesters, &mode).await?;
        if !runs::wait_for_build(&mut write, run.id, build).await? {
            // Somebody has cancelled it meanwhile.
            return Ok(());
        }
        write.commit().await?;
        self.queue.publish(build);
        worker.events.publish(WorkspaceEvent::Run(run.id));
        Ok(())
    }
}
