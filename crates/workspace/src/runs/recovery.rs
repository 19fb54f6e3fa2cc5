//! Runs that the server left in the middle. What waited goes on; what ran is marked, since nobody knows how much of its
//! work it had done.

use super::{finish::finish, secrets::SecretFiles};
use crate::{Error, clock::Clock};
use api::code;
use std::collections::BTreeSet;
use store::{
    RunState, RunTrouble, Store,
    runs::{self, RunEnd},
};

/// Why a run failed during which the server stopped.
pub const INTERRUPTED: &str = "the server was stopped while the command ran. It is not run again by itself, because it may \
                               have done half of its work: run it again when that does no harm";

/// Marks what was running when the server stopped. To be called once, when the workspace is opened and before anything
/// runs.
pub async fn recover(store: &Store, clock: &dyn Clock, secrets: &SecretFiles) -> Result<(), Error> {
    let mut write = store.write().await?;
    for id in runs::ids_in_state(&mut write, RunState::Running).await? {
        let is_cancelled = match runs::get(&mut write, id).await {
            // A row that cannot be read must not keep the workspace from opening.
            Err(error) if !store::may_pass(&error) => false,
            stored => stored?.is_some_and(|stored| stored.cancelling),
        };
        let interrupted = || RunEnd::failed(RunTrouble::Interrupted, INTERRUPTED);
        let end = if is_cancelled { RunEnd::CANCELLED } else { interrupted() };
        finish(&mut write, clock, id, &end).await?;
    }
    let mut waiting = BTreeSet::new();
    for state in [RunState::Queued, RunState::Building] {
        waiting.extend(runs::ids_in_state(&mut write, state).await?);
    }
    write.commit().await?;
    secrets.retain(&waiting).map_err(|error| {
        Error::refuse(code::UNAVAILABLE, format!("could not remove secrets that no run needs any more: {error}"))
    })
}
