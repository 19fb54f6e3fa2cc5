//! Which run begins next: runs wait for their build, then for their turn, as many at once as the workspace allows.

use super::{
    end::{finish, tell},
    secrets, work,
};
use crate::{
    Error, builds,
    checked::Checked,
    clock::stamp,
    reconcile,
    store::{
        self,
        builds::Way,
        runs::{self, End, Stored},
    },
    workspace::Rooms,
};
use api::{BuildState, RunState, RunTrouble, WorkspaceEvent};
use builder::Presence;
use std::{slice, sync::Arc, time::Duration};

/// How long to wait after the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs what waits until the workspace stops.
pub fn take_up(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    rooms.runs.spawn(async move {
        let stopping = own.stopping.clone();
        stopping.run_until_cancelled_owned(serve(own)).await;
    });
}

async fn serve(rooms: Arc<Rooms>) {
    loop {
        let done = async {
            settle(&rooms).await?;
            take(&rooms).await
        };
        match done.await {
            Ok(true) => {}
            Ok(false) => rooms.runs.woken().await,
            Err(error) => {
                tracing::error!(%error, "the runs that wait cannot be read");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Gives runs the image that was built for them, or ends them with the failure of the build.
async fn settle(rooms: &Rooms) -> Result<(), Error> {
    if runs::built(&mut *rooms.store.read().await?).await?.is_empty() {
        return Ok(());
    }
    let mut write = rooms.store.write().await?;
    let mut moved = Vec::new();
    for built in runs::built(&mut write).await? {
        let build = built.build;
        match (built.state()?, &built.manifest) {
            (BuildState::Succeeded, Some(manifest)) => runs::queue(&mut write, built.run, manifest).await?,
            (BuildState::Cancelled, _) => {
                let end = End::failed(RunTrouble::Build, format!("build {build} of its image was cancelled"));
                finish(&mut write, rooms, built.run, &end).await?;
            }
            _ => {
                let cause = built.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
                let end = End::failed(RunTrouble::Build, format!("build {build} of its image failed{cause}"));
                finish(&mut write, rooms, built.run, &end).await?;
            }
        }
        moved.push(built.run);
    }
    write.commit().await?;
    for run in moved {
        tell(rooms, run).await;
    }
    Ok(())
}

/// Begins the run that waits longest for its turn; false when none waits or enough run.
async fn take(rooms: &Arc<Rooms>) -> Result<bool, Error> {
    let most = usize::try_from(rooms.settings.limits.parallel_runs.max(1)).unwrap_or(usize::MAX);
    if rooms.runs.busy() >= most {
        return Ok(false);
    }
    let waiting = runs::in_state(&mut *rooms.store.read().await?, RunState::Queued).await?;
    let Some(next) = waiting.into_iter().next() else { return Ok(false) };
    // The image may have left the registry while the run waited.
    if let Some(manifest) = &next.manifest
        && rooms.builder.image(manifest).await == Presence::Absent
    {
        rebuild(rooms, &next, manifest).await?;
        return Ok(true);
    }
    begin(rooms, next).await?;
    Ok(true)
}

async fn begin(rooms: &Arc<Rooms>, next: Stored) -> Result<(), Error> {
    let id = next.run.id;
    // Nothing begins while the registry collects its garbage.
    let _begin = rooms.queue.begin.lock().await;
    let secrets = secrets::read(rooms, id);
    let mut write = rooms.store.write().await?;
    let at = stamp(rooms.settings.clock.now());
    if !runs::begin(&mut write, id, &at).await? {
        return Ok(());
    }
    let cancel = rooms.stopping.child_token();
    rooms.runs.enter(id, cancel.clone());
    if let Err(error) = write.commit().await {
        rooms.runs.leave(id);
        return Err(error.into());
    }
    secrets::forget(rooms, id);
    rooms.events.tell(WorkspaceEvent::Run(id));
    let own = Arc::clone(rooms);
    rooms.runs.spawn(async move {
        work::work(&own, &next, &at, secrets, &cancel).await;
        own.runs.leave(id);
        own.runs.wake();
    });
    Ok(())
}

/// Has the image of a run built once more, unless it is one that was built for this run and is gone already.
async fn rebuild(rooms: &Rooms, next: &Stored, manifest: &str) -> Result<(), Error> {
    let run = &next.run;
    reconcile::vanished(rooms, run.digests.image, manifest).await?;
    let mut write = rooms.store.write().await?;
    let made = store::builds::get(&mut write, run.build).await?;
    if made.is_some_and(|made| made.build.queued_at >= run.submitted_at) {
        let end = End::failed(RunTrouble::Machine, "the registry lost the image that was built for this run");
        finish(&mut write, rooms, run.id, &end).await?;
        write.commit().await?;
        tell(rooms, run.id).await;
        return Ok(());
    }
    let version = store::versions::get(&mut write, &run.version.environment, &run.version.version).await?;
    let version = version.ok_or_else(|| Error::not_found(format!("version {}", run.version)))?;
    let checked = Checked::stored(&version.definition)?;
    let way = Way { rebuild: false, lock: version.tied };
    let (build, _) = builds::enqueue(&mut write, rooms, &checked, slice::from_ref(&run.version), &way).await?;
    runs::build(&mut write, run.id, build).await?;
    write.commit().await?;
    builds::tell(rooms, build);
    rooms.events.tell(WorkspaceEvent::Run(run.id));
    Ok(())
}
