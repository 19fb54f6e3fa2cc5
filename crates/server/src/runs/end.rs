//! The end of a run, written down and told.

use super::secrets;
use crate::{
    Error, activity,
    clock::stamp,
    store::{
        Connection,
        runs::{self, End},
    },
    workspace::Rooms,
};
use api::{Action, ActivityDetail, BuildState, RunState, Subject, WorkspaceEvent};

/// Ends a run in this transaction, with its entry in the audit trail.
pub async fn finish(connection: &mut Connection, rooms: &Rooms, id: i64, end: &End) -> Result<(), Error> {
    let at = stamp(rooms.settings.clock.now());
    runs::finish(connection, id, &at, end).await?;
    let state = match end.state {
        RunState::Completed => BuildState::Succeeded,
        RunState::Cancelled => BuildState::Cancelled,
        _ => BuildState::Failed,
    };
    let reason = end.failure.as_ref().map(|failure| failure.message.clone());
    let detail = ActivityDetail { state: Some(state), reason, ..ActivityDetail::default() };
    activity::record(connection, rooms, &at, Action::Finish, &Subject::Run(id), detail).await
}

/// Tells that a run moved, after the commit; one that is over needs no secrets.
pub async fn tell(rooms: &Rooms, id: i64) {
    if super::get(rooms, id).await.is_ok_and(|run| run.state.is_over()) {
        secrets::forget(rooms, id);
    }
    rooms.events.tell(WorkspaceEvent::Run(id));
}
