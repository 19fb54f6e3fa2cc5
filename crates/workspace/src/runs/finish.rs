//! The end of a run, recorded.

use crate::{Error, access::Actor, activity, clock::Clock};
use api::{Action, ActivityDetail, BuildState, Subject};
use store::{
    Connection, RunState,
    runs::{self, RunEnd},
};

/// Ends a run in this transaction, with its entry in the audit trail.
pub async fn finish(connection: &mut Connection, clock: &dyn Clock, id: i64, end: &RunEnd) -> Result<(), Error> {
    let at = clock.timestamp();
    runs::finish(connection, id, &at, end).await?;
    let state = match end.state {
        RunState::Completed => BuildState::Succeeded,
        RunState::Cancelled => BuildState::Cancelled,
        _ => BuildState::Failed,
    };
    let reason = end.failure.as_ref().map(|failure| failure.message.clone());
    let detail = ActivityDetail { state: Some(state), reason, ..ActivityDetail::default() };
    activity::record(connection, &Actor::server(), &at, Action::Finish, &Subject::Run(id), detail).await
}
