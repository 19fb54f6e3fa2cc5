//! The workspace listened to: what changed, as it changes.

use crate::{Error, Workspace};
use api::WorkspaceEvent;
use futures::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;

/// Every change from now on, until the server stops. Whoever comes back after others happened is told that everything
/// may have changed.
pub fn listen(
    workspace: Workspace,
    last: Option<String>,
) -> impl Stream<Item = Result<(u64, WorkspaceEvent), Error>> + Send + 'static {
    let signals = workspace.events.listen();
    let now = workspace.events.last();
    let missed = last.is_some_and(|last| last != now.to_string());
    let first = missed.then_some((now, WorkspaceEvent::Everything));
    stream::unfold((workspace, signals, first), |(workspace, mut signals, first)| async move {
        if let Some(event) = first {
            return Some((Ok(event), (workspace, signals, None)));
        }
        let event = match workspace.stopping.run_until_cancelled(signals.recv()).await {
            Some(Ok(event)) => event,
            Some(Err(RecvError::Lagged(_))) => (workspace.events.last(), WorkspaceEvent::Everything),
            None | Some(Err(RecvError::Closed)) => return None,
        };
        Some((Ok(event), (workspace, signals, None)))
    })
}
