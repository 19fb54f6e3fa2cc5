//! The queue of builds: one build per hash at a time; whoever asks for the same hash joins it.

use super::locks;
use crate::{
    Error,
    access::Actor,
    activity::{self, about_image},
    clock::SharedClock,
    contexts,
    definitions::{Checked, DefinitionRules},
    events::Events,
    jobs::JobPool,
};
use api::{Action, ActivityDetail, Subject, VersionReference, WorkspaceEvent, code};
use builder::Builder;
use std::sync::Arc;
use store::{
    Connection,
    builds::{self, BuildMode, NewBuild, queue},
};

/// Puts builds into the queue.
#[derive(Clone)]
pub struct BuildQueue {
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    definitions: DefinitionRules,
    pool: JobPool,
}

impl BuildQueue {
    /// A queue whose builds the pool executes.
    pub fn new(
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        definitions: DefinitionRules,
        pool: JobPool,
    ) -> Self {
        Self { builder, events, clock, definitions, pool }
    }

    /// Refuses what cannot be built here, before anything is written.
    pub fn ensure_possible(&self, checked: &Checked) -> Result<(), Error> {
        self.definitions.enforce_policy(checked)?;
        checked.buildable()?;
        match self.builder.engine() {
            Ok(_) => Ok(()),
            Err(reason) => Err(Error::refuse(code::UNAVAILABLE, format!("this machine cannot build: {reason}"))
                .help("Set up a build engine and start the server again; registering works without one")),
        }
    }

    /// Joins the build of this hash that waits or runs, or puts one into the queue; its number, and whether it is new.
    pub async fn enqueue(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        checked: &Checked,
        requesters: &[VersionReference],
        mode: &BuildMode,
    ) -> Result<(i64, bool), Error> {
        let active = builds::active(connection, &checked.strip.digests.image.to_string()).await?;
        let at = self.clock.timestamp();
        let id = if let Some(id) = active {
            locks::ensure_joinable(id, &builds::mode(connection, id).await?, mode)?;
            id
        } else {
            contexts::require(connection, checked).await?;
            let new = NewBuild {
                strip: &checked.strip,
                definition: &checked.to_json().to_string(),
                mode,
                queued_at: &at,
                steps: &checked.build_steps(),
                packages: checked.python_packages(),
            };
            let id = builds::insert(connection, &new).await?;
            let stage = checked.strip.digests.stage.to_string();
            let stage_was_built = queue::stage_was_built(connection, &stage).await?;
            queue::record_estimates(connection, id, stage_was_built).await?;
            id
        };
        for requester in requesters {
            builds::add_requester(connection, id, &requester.environment, &requester.version).await?;
        }
        let action = match (active, mode.rebuild) {
            (Some(_), _) => Action::Join,
            (None, true) => Action::Rebuild,
            (None, false) => Action::Build,
        };
        let about = about_image(connection, checked.strip.digests.image).await?;
        let detail = ActivityDetail { reason: locks::audit_reason(mode), ..about };
        activity::record(connection, actor, &at, action, &Subject::Build(id), detail).await?;
        Ok((id, active.is_none()))
    }

    /// Announces a build and wakes the dispatcher; after the commit.
    pub fn publish(&self, id: i64) {
        self.events.publish(WorkspaceEvent::Build(id));
        self.pool.wake();
    }
}
