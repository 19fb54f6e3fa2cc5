//! Runs that the server left in the middle. What waited goes on; what ran is marked, since nobody knows how much of its
//! work it had done.

use super::{end::finish, secrets};
use crate::{
    Error,
    store::runs::{self, End},
    workspace::Rooms,
};
use api::{RunState, RunTrouble, code};
use std::collections::BTreeSet;

/// Why a run failed during which the server ended.
pub const INTERRUPTED: &str = "the server was stopped while the command ran. It is not run again by itself, because it may \
                               have done half of its work: run it again when that does no harm";

/// Marks what was running when the server ended. To be called once, when the workspace is opened and before anything runs.
pub async fn recover(rooms: &Rooms) -> Result<(), Error> {
    let mut write = rooms.store.write().await?;
    for stored in runs::in_state(&mut write, RunState::Running).await? {
        let end = if stored.cancelling { End::CANCELLED } else { End::failed(RunTrouble::Interrupted, INTERRUPTED) };
        finish(&mut write, rooms, stored.run.id, &end).await?;
    }
    let mut waiting = BTreeSet::new();
    for state in [RunState::Queued, RunState::Building] {
        waiting.extend(runs::in_state(&mut write, state).await?.iter().map(|stored| stored.run.id));
    }
    write.commit().await?;
    secrets::tidy(rooms, &waiting).map_err(|error| {
        Error::refuse(code::UNAVAILABLE, format!("secrets that no run needs any more cannot be removed: {error}"))
    })
}
