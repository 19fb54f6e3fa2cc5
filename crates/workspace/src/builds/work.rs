//! One build, from being taken out of the queue to its end in the store.

use super::{
    execute::{Failure, execute},
    explanation, locks, recovery, reuse, trials,
};
use crate::{
    Error,
    access::Actor,
    activity::{self, about_image},
    clock::{SharedClock, milliseconds_between},
    counterparts::IntoApi as _,
    definitions::{Checked, DefinitionRules},
    events::Events,
    images,
    jobs::{JobLimits, JobRecorder, Log, LogFailure, append_note, retry},
};
use api::{Action, ActivityDetail, Subject, WorkspaceEvent};
use builder::{Builder, Built, EventSender, Order};
use std::sync::Arc;
use store::{
    BuildState, Connection, StepKind, Store,
    builds::{
        self,
        queue::{self, BuildEnd, ClaimedBuild},
        steps,
    },
    images::{self as rows, NewImage},
    to_db_int,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many events a builder may be ahead of the store.
const EVENT_CAPACITY: usize = 256;

/// Executes builds and records how they end.
#[derive(Clone)]
pub struct BuildWorker {
    pub(super) store: Store,
    pub(super) builder: Arc<Builder>,
    pub(super) events: Events,
    pub(super) clock: SharedClock,
    pub(super) definitions: DefinitionRules,
    pub(super) limits: JobLimits,
    pub(super) recorder: JobRecorder,
    pub(super) shutdown: CancellationToken,
}

/// What the end of a build changed besides the build.
#[derive(Default)]
struct Ending {
    state: Option<BuildState>,
    reason: Option<String>,
    changes: ActivityDetail,
    events: Vec<WorkspaceEvent>,
}

impl BuildWorker {
    /// Executes a build and records how it ended, whatever happens.
    pub async fn work(&self, claimed: &ClaimedBuild, cancel: &CancellationToken) {
        let (sender, receiver) = mpsc::channel(EVENT_CAPACITY);
        let log = Log::Build(claimed.id);
        let (outcome, written) = tokio::join!(
            self.build(claimed, sender, cancel),
            self.recorder.record(log, &claimed.started_at, receiver, cancel)
        );
        let missing = written.err();
        let outcome = match (outcome, &missing) {
            (Err(Failure::Cancelled), Some(LogFailure { error, has_cancelled: true })) => {
                Err(Failure::Failed(format!("the log could not be written, so the build was stopped: {error}")))
            }
            (outcome, _) => outcome,
        };
        let goes_on = || !self.shutdown.is_cancelled();
        let recorded = retry(goes_on, || self.end(claimed, &outcome, missing.as_ref())).await;
        let Err(error) = recorded else { return };
        tracing::error!(%error, build = claimed.id, "could not record the end of a build");
        // After a failure that may pass, the next start finds the build running and recovers it.
        if !error.may_pass() {
            self.end_unrecorded(claimed, &outcome, &error).await;
        }
    }

    async fn build(
        &self,
        claimed: &ClaimedBuild,
        events: EventSender,
        cancel: &CancellationToken,
    ) -> Result<Built, Failure> {
        let failed = |what: &str, error: String| Failure::Failed(format!("{what} cannot be read: {error}"));
        let value = serde_json::from_str(&claimed.definition)
            .map_err(|error| failed("the stored definition", error.to_string()))?;
        let checked = Checked::stored(&value).map_err(|error| failed("the stored definition", error.to_string()))?;
        let plan = definition::plan(&checked.canonical);
        let lock = locks::packages(&self.store, claimed).await;
        let lock = lock.map_err(|error| failed("the lock to build from", error.to_string()))?;
        let policy = self.definitions.policy().trial;
        let trial = trials::order(&self.store, policy, &claimed.image, &checked.definition).await;
        let trial = trial.map_err(|error| failed("the record of earlier trials", error.to_string()))?;
        let order = Order { plan: &plan, rebuild: claimed.rebuild, lock: lock.as_deref(), trial: Some(&trial) };
        execute(&self.builder, &self.limits, &order, &events, cancel).await
    }

    /// Records how a build ended. `missing` says why a part of its log is.
    async fn end(
        &self,
        claimed: &ClaimedBuild,
        outcome: &Result<Built, Failure>,
        missing: Option<&LogFailure>,
    ) -> Result<(), Error> {
        if let Err(Failure::Trial(failed)) = outcome {
            trials::discard(&self.store, &self.builder, claimed, &failed.manifest).await?;
        }
        let mut write = self.store.write().await?;
        let at = self.clock.timestamp();
        if outcome.is_ok() && missing.is_some() {
            steps::complete(&mut write, claimed.id, &at).await?;
        }
        let mut ending = match outcome {
            Ok(built) => self.succeed(&mut write, claimed, built, &at).await?,
            Err(failure) => self.fail(&mut write, claimed, failure, &at).await?,
        };
        if let Some(missing) = missing.map(LogFailure::note) {
            let after = milliseconds_between(&claimed.started_at, &at);
            append_note(&mut write, Log::Build(claimed.id), (StepKind::Push, after, missing.clone())).await?;
            ending.reason = ending.reason.or(Some(missing));
        }
        if let Some(state) = ending.state {
            let image = claimed.image.parse().map_err(store::corrupt)?;
            let detail = ActivityDetail {
                state: Some(state.into_api()),
                reason: ending.reason,
                changes: ending.changes.changes,
                more: ending.changes.more,
                ..about_image(&mut write, image).await?
            };
            let subject = Subject::Build(claimed.id);
            activity::record(&mut write, &Actor::server(), &at, Action::Finish, &subject, detail).await?;
        }
        write.commit().await?;
        for event in ending.events {
            self.events.publish(event);
        }
        if ending.state.is_some() {
            self.events.publish(WorkspaceEvent::Build(claimed.id));
        }
        Ok(())
    }

    /// Ends a build whose end cannot be recorded as it was, however often that is tried.
    async fn end_unrecorded(&self, claimed: &ClaimedBuild, outcome: &Result<Built, Failure>, error: &Error) {
        let (state, cause) = match outcome {
            Ok(built) => {
                let cause = format!("image {} was made, but it could not be recorded: {error}", built.manifest);
                (BuildState::Failed, Some(cause))
            }
            // The next start finds the build running and recovers it.
            Err(Failure::Cancelled) if self.shutdown.is_cancelled() => return,
            Err(Failure::Cancelled) => (BuildState::Cancelled, None),
            Err(Failure::Failed(cause)) => (BuildState::Failed, Some(cause.clone())),
            Err(Failure::Trial(failed)) => (BuildState::Failed, Some(failed.trial.cause())),
        };
        let record = || async {
            let mut write = self.store.write().await?;
            let at = self.clock.timestamp();
            let duration = Some(to_db_int(milliseconds_between(&claimed.started_at, &at)));
            let end = BuildEnd { state, at: &at, duration, cause: cause.as_deref(), manifest: None };
            recovery::finish_without_image(&mut write, claimed.id, &end).await?;
            Ok(write.commit().await?)
        };
        match retry(|| !self.shutdown.is_cancelled(), record).await {
            Ok(()) => self.events.publish(WorkspaceEvent::Build(claimed.id)),
            Err(error) => {
                tracing::error!(%error, build = claimed.id, "could not end a build; the next start recovers it");
            }
        }
        if let Ok(built) = outcome
            && let Err(error) = trials::discard(&self.store, &self.builder, claimed, &built.manifest).await
        {
            tracing::warn!(%error, build = claimed.id, "an image that is not recorded stays in the registry");
        }
    }

    /// Records the image of a build and its end.
    async fn succeed(
        &self,
        connection: &mut Connection,
        claimed: &ClaimedBuild,
        built: &Built,
        at: &str,
    ) -> Result<Ending, Error> {
        let duration = to_db_int(milliseconds_between(&claimed.started_at, at));
        let checked = Checked::stored(&store::from_json(&claimed.definition)?)?;
        let new = NewImage {
            strip: &checked.strip,
            manifest: &built.manifest,
            repository: &built.repository,
            base_manifest: built.base_manifest.as_deref(),
            dockerfile: &built.dockerfile,
            layers: &images::stored_layers(built),
            lock: &images::stored_lock(built),
            current: locks::becomes_current(connection, claimed).await?,
            definition: &claimed.definition,
            built_at: at,
            build: claimed.id,
            duration,
        };
        let changes = images::changes_since_last(connection, &claimed.image, new.lock).await?;
        rows::record(connection, &new).await?;
        trials::record(connection, claimed, &checked.definition, built, at).await?;
        let mut events = locks::settle(connection, &*self.clock, claimed, &built.manifest).await?;
        let stored = builds::get(connection, claimed.id).await?;
        let requesters = stored.map_or(0, |stored| stored.asked_by.len());
        reuse::record_joined(connection, &new, if claimed.rebuild { 0 } else { requesters }).await?;
        let state = BuildState::Succeeded;
        let manifest = Some(built.manifest.as_str());
        let end = BuildEnd { state, at, duration: Some(duration), cause: None, manifest };
        queue::finish(connection, claimed.id, &end).await?;
        events.push(WorkspaceEvent::Image(claimed.image.clone()));
        Ok(Ending { state: Some(state), reason: None, changes, events })
    }

    /// Records that a build made no image, and why; or puts it back into the queue when the server shuts down.
    async fn fail(
        &self,
        connection: &mut Connection,
        claimed: &ClaimedBuild,
        failure: &Failure,
        at: &str,
    ) -> Result<Ending, Error> {
        let duration = to_db_int(milliseconds_between(&claimed.started_at, at));
        let state = BuildState::Failed;
        let end = BuildEnd { state, at, duration: Some(duration), cause: None, manifest: None };
        let ended = |state, reason| Ending { state: Some(state), reason, ..Ending::default() };
        match failure {
            Failure::Cancelled => {
                let stored = builds::get(connection, claimed.id).await?;
                let is_requested = stored.is_some_and(|stored| stored.cancelling);
                if !is_requested && self.shutdown.is_cancelled() {
                    recovery::requeue(connection, &*self.clock, claimed.id, recovery::STOPPED).await?;
                    return Ok(Ending::default());
                }
                let state = BuildState::Cancelled;
                queue::finish(connection, claimed.id, &BuildEnd { state, ..end }).await?;
                Ok(ended(state, None))
            }
            Failure::Failed(cause) => {
                queue::finish(connection, claimed.id, &BuildEnd { cause: Some(cause), ..end }).await?;
                explanation::explain(connection, claimed.id, cause).await?;
                Ok(ended(state, Some(cause.clone())))
            }
            Failure::Trial(failed) => {
                let cause = failed.trial.cause();
                queue::finish(connection, claimed.id, &BuildEnd { cause: Some(&cause), ..end }).await?;
                trials::fail(connection, claimed, failed, at).await?;
                Ok(ended(state, Some(cause)))
            }
        }
    }
}
