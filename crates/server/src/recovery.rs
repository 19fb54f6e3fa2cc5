//! Builds that the server left in the middle: none runs for ever, none runs twice at once.

use crate::{
    Error, activity,
    clock::stamp,
    store::{
        Connection, builds,
        log::{self, Log},
        queue,
    },
    workspace::Rooms,
};
use api::{Action, ActivityDetail, BuildState, StepKind, Subject};
use queue::End;

/// How often the server may die during one build before the build is given up.
const OFTEN: i64 = 3;

/// What the log of a build says when the server was stopped in order.
pub const STOPPED: &str = "The server was stopped; the build begins anew when it starts again";
const RESTARTED: &str = "The server restarted during this build; the build begins anew";
const GIVEN_UP: &str = "The server stopped during this build three times, so it was given up. \
                        The build may take more memory than this machine has; look at the end of the log, then retry";

/// Puts every build that was running when the server died back in the queue. To be called once, when the workspace is
/// opened and before any build runs.
pub async fn recover(rooms: &Rooms) -> Result<(), Error> {
    let mut write = rooms.store.write().await?;
    for id in builds::running(&mut write).await? {
        let Some(stored) = builds::get(&mut write, id).await? else { continue };
        let interruptions = stored.interruptions + 1;
        let at = stamp(rooms.settings.clock.now());
        let end = End { state: BuildState::Failed, at: &at, duration: None, cause: Some(GIVEN_UP), manifest: None };
        if stored.cancelling {
            finish(&mut write, rooms, id, &End { state: BuildState::Cancelled, cause: None, ..end }).await?;
        } else if interruptions >= OFTEN {
            finish(&mut write, rooms, id, &end).await?;
        } else {
            requeue(&mut write, rooms, id, RESTARTED).await?;
            queue::interrupted(&mut write, id, interruptions).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

/// Ends a build that does not go on, and records that.
pub async fn finish(connection: &mut Connection, rooms: &Rooms, id: i64, end: &End<'_>) -> Result<(), Error> {
    queue::finish(connection, id, end).await?;
    let reason = end.cause.map(str::to_owned);
    let detail = ActivityDetail { state: Some(end.state), reason, ..ActivityDetail::default() };
    activity::record(connection, rooms, end.at, Action::Finish, &Subject::Build(id), detail).await
}

/// Puts a build back in the queue; its log says why and goes on.
pub async fn requeue(connection: &mut Connection, rooms: &Rooms, id: i64, why: &str) -> Result<(), Error> {
    let line = (StepKind::Stage, 0, why.to_owned());
    log::append(connection, Log::Build(id), &[line]).await?;
    queue::requeue(connection, id).await?;
    let at = stamp(rooms.settings.clock.now());
    let detail = ActivityDetail { reason: Some(why.to_owned()), ..ActivityDetail::default() };
    activity::record(connection, rooms, &at, Action::Requeue, &Subject::Build(id), detail).await
}
