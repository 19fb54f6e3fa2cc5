//! One build, from being taken out of the queue to its end in the store.

use crate::{
    activity,
    builds::about_image,
    checked::Checked,
    clock::{milliseconds_between, stamp},
    explanation, history,
    limited::{self, Failure},
    locked,
    recorder::Recorder,
    recovery, reuse,
    store::{self, builds, images, log::Log, queue, whole},
    trials, wire,
    workspace::Rooms,
};
use api::{Action, ActivityDetail, BuildState, Subject, WorkspaceEvent};
use builder::{Built, EventSender, Order};
use queue::{Claimed, End};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many events a builder may be ahead of the store.
const AHEAD: usize = 256;
/// How long to wait before writing the end of a build again, when the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs a build and writes down how it ended, however that is.
pub async fn work(rooms: &Rooms, claimed: &Claimed, cancel: &CancellationToken) {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let notes = Recorder::new(rooms, Log::Build(claimed.id), &claimed.started_at);
    let (outcome, written) = tokio::join!(build(rooms, claimed, sender, cancel), notes.record(receiver, cancel));
    let outcome = match written {
        Ok(()) => outcome,
        Err(error) => Err(Failure::Failed(format!("the log could not be written, so the build was stopped: {error}"))),
    };
    while let Err(error) = end(rooms, claimed, &outcome).await {
        tracing::error!(%error, build = claimed.id, "the end of a build cannot be written");
        if rooms.stopping.is_cancelled() {
            // The next start finds the build running and takes care of it.
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn build(
    rooms: &Rooms,
    claimed: &Claimed,
    events: EventSender,
    cancel: &CancellationToken,
) -> Result<Built, Failure> {
    let unreadable = |error: String| Failure::Failed(format!("the stored definition cannot be read: {error}"));
    let value = serde_json::from_str(&claimed.definition).map_err(|error| unreadable(error.to_string()))?;
    let checked = Checked::stored(&value).map_err(|error| unreadable(error.to_string()))?;
    let plan = definition::plan(&checked.canonical);
    let lock = locked::packages(rooms, claimed).await;
    let lock = lock.map_err(|error| Failure::Failed(format!("the lock to build from cannot be read: {error}")))?;
    let trial = trials::order(rooms, &claimed.image, &checked.definition).await;
    let trial = trial.map_err(|error| Failure::Failed(format!("earlier trials cannot be read: {error}")))?;
    let order = Order { plan: &plan, rebuild: claimed.rebuild, lock: lock.as_deref(), trial: Some(&trial) };
    limited::build(rooms, &order, &events, cancel).await
}

async fn end(rooms: &Rooms, claimed: &Claimed, outcome: &Result<Built, Failure>) -> Result<(), crate::Error> {
    if let Err(Failure::Trial(failed)) = outcome {
        trials::discard(rooms, claimed, &failed.manifest).await?;
    }
    let mut write = rooms.store.write().await?;
    let at = stamp(rooms.settings.clock.now());
    let duration = whole(milliseconds_between(&claimed.started_at, &at));
    let stored = builds::get(&mut write, claimed.id).await?;
    let asked = stored.as_ref().is_some_and(|stored| stored.cancelling);
    let mut ended = BuildState::Failed;
    let mut changes = ActivityDetail::default();
    let mut events = Vec::new();
    let end = End { state: BuildState::Failed, at: &at, duration: Some(duration), cause: None, manifest: None };
    match outcome {
        Ok(built) => {
            let checked = Checked::stored(&crate::store::from_json(&claimed.definition)?)?;
            let new = images::New {
                strip: &checked.strip,
                built,
                layers: &wire::layers(built),
                lock: &wire::lock(built),
                current: locked::becomes_current(&mut write, claimed).await?,
                definition: &claimed.definition,
                built_at: &at,
                build: claimed.id,
                duration,
            };
            changes = history::changes(&mut write, &claimed.image, new.lock).await?;
            images::record(&mut write, &new).await?;
            trials::record(&mut write, claimed, &checked.definition, built, &at).await?;
            events = locked::settle(&mut write, rooms, claimed, &built.manifest).await?;
            let askers = stored.map_or(0, |stored| stored.build.asked_by.len());
            reuse::joined(&mut write, &new, if claimed.rebuild { 0 } else { askers }).await?;
            let end = End { state: BuildState::Succeeded, manifest: Some(&built.manifest), ..end };
            queue::finish(&mut write, claimed.id, &end).await?;
            ended = end.state;
        }
        Err(Failure::Stopped) if !asked && rooms.stopping.is_cancelled() => {
            recovery::requeue(&mut write, rooms, claimed.id, recovery::STOPPED).await?;
            write.commit().await?;
            return Ok(());
        }
        Err(Failure::Stopped) => {
            ended = BuildState::Cancelled;
            queue::finish(&mut write, claimed.id, &End { state: ended, ..end }).await?;
        }
        Err(Failure::Failed(cause)) => {
            queue::finish(&mut write, claimed.id, &End { cause: Some(cause), ..end }).await?;
            explanation::find(&mut write, claimed.id, cause).await?;
        }
        Err(Failure::Trial(failed)) => {
            let cause = failed.trial.cause();
            queue::finish(&mut write, claimed.id, &End { cause: Some(&cause), ..end }).await?;
            trials::fail(&mut write, claimed, failed, &at).await?;
        }
    }
    let reason = match outcome {
        Err(Failure::Failed(cause)) => Some(cause.clone()),
        Err(Failure::Trial(failed)) => Some(failed.trial.cause()),
        Ok(_) | Err(Failure::Stopped) => None,
    };
    let image = claimed.image.parse().map_err(store::corrupt)?;
    let detail = ActivityDetail {
        state: Some(ended),
        reason,
        changes: changes.changes,
        more: changes.more,
        ..about_image(&mut write, image).await?
    };
    activity::record(&mut write, rooms, &at, Action::Finish, &Subject::Build(claimed.id), detail).await?;
    write.commit().await?;
    for event in events {
        rooms.events.tell(event);
    }
    if outcome.is_ok() {
        rooms.events.tell(WorkspaceEvent::Image(claimed.image.clone()));
    }
    rooms.events.tell(WorkspaceEvent::Build(claimed.id));
    // Runs may wait for it.
    rooms.runs.wake();
    Ok(())
}
