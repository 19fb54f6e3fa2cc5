//! The stream of changes that a client follows.

use super::Events;
use crate::{
    Error,
    access::{Actor, Resource, authorize},
};
use api::{Permission, WorkspaceEvent};
use futures::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// Every change from now on, until the server shuts down. A client that missed some since its last event is told that
/// everything may have changed.
///
/// # Errors
/// When the actor may not view the workspace.
pub fn listen(
    actor: &Actor,
    events: Events,
    shutdown: CancellationToken,
    last: Option<&str>,
) -> Result<impl Stream<Item = Result<(u64, WorkspaceEvent), Error>> + Send + 'static + use<>, Error> {
    authorize(actor, Permission::View, Resource::Workspace)?;
    let (now, signals) = events.subscribe_after_last();
    let missed = last.is_some_and(|last| last != now.to_string());
    let first = missed.then_some((now, WorkspaceEvent::Everything));
    Ok(stream::unfold((events, shutdown, signals, first), |(events, shutdown, mut signals, first)| async move {
        if let Some(event) = first {
            return Some((Ok(event), (events, shutdown, signals, None)));
        }
        let event = match shutdown.run_until_cancelled(signals.recv()).await {
            Some(Ok(event)) => event,
            Some(Err(RecvError::Lagged(_))) => (events.last(), WorkspaceEvent::Everything),
            None | Some(Err(RecvError::Closed)) => return None,
        };
        Some((Ok(event), (events, shutdown, signals, None)))
    }))
}
