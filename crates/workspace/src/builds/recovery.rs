//! Builds that the server left in the middle: none runs for ever, none runs twice at once.

use crate::{
    Error,
    access::Actor,
    activity,
    clock::Clock,
    counterparts::IntoApi as _,
    jobs::{Log, append_note},
};
use api::{Action, ActivityDetail, Subject};
use store::{
    BuildState, Connection, StepKind, Store,
    builds::{
        self,
        queue::{self, BuildEnd},
    },
};

/// How often the server may die during one build before the build is given up.
const MAX_INTERRUPTIONS: i64 = 3;

/// What the log of a build says when the server was stopped in order.
pub const STOPPED: &str = "The server was stopped; the build starts again with it";
const RESTARTED: &str = "The server restarted during this build; the build starts again";
const GIVEN_UP: &str = "The server stopped during this build three times, so it was given up. \
                        The build may take more memory than this machine has; look at the end of the log, then retry";

/// Puts every build that was running when the server died back in the queue. To be called once, when the workspace is
/// opened and before any build runs.
pub async fn recover(store: &Store, clock: &dyn Clock) -> Result<(), Error> {
    let mut write = store.write().await?;
    for id in builds::running(&mut write).await? {
        let at = clock.timestamp();
        let stored = match builds::get(&mut write, id).await {
            // A row that cannot be read must not keep the workspace from opening.
            Err(error) if !store::may_pass(&error) => {
                let cause = format!("the server stopped during this build, whose record cannot be read: {error}");
                let (state, cause) = (BuildState::Failed, Some(cause.as_str()));
                let end = BuildEnd { state, at: &at, duration: None, cause, manifest: None };
                finish_without_image(&mut write, id, &end).await?;
                continue;
            }
            stored => stored?,
        };
        let Some(stored) = stored else { continue };
        let interruptions = stored.interruptions + 1;
        let end =
            BuildEnd { state: BuildState::Failed, at: &at, duration: None, cause: Some(GIVEN_UP), manifest: None };
        if stored.cancelling {
            finish_without_image(&mut write, id, &BuildEnd { state: BuildState::Cancelled, cause: None, ..end })
                .await?;
        } else if interruptions >= MAX_INTERRUPTIONS {
            finish_without_image(&mut write, id, &end).await?;
        } else {
            requeue(&mut write, clock, id, RESTARTED).await?;
            queue::record_interruptions(&mut write, id, interruptions).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

/// Ends a build that does not go on, and records that.
pub async fn finish_without_image(connection: &mut Connection, id: i64, end: &BuildEnd<'_>) -> Result<(), Error> {
    queue::finish(connection, id, end).await?;
    let reason = end.cause.map(str::to_owned);
    let detail = ActivityDetail { state: Some(end.state.into_api()), reason, ..ActivityDetail::default() };
    activity::record(connection, &Actor::server(), end.at, Action::Finish, &Subject::Build(id), detail).await
}

/// Puts a build back in the queue; its log says why and goes on.
pub async fn requeue(connection: &mut Connection, clock: &dyn Clock, id: i64, reason: &str) -> Result<(), Error> {
    let line = (StepKind::Stage, 0, reason.to_owned());
    append_note(connection, Log::Build(id), line).await?;
    queue::requeue(connection, id).await?;
    let at = clock.timestamp();
    let detail = ActivityDetail { reason: Some(reason.to_owned()), ..ActivityDetail::default() };
    activity::record(connection, &Actor::server(), &at, Action::Requeue, &Subject::Build(id), detail).await
}
