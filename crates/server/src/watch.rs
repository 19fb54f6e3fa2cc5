//! Looks after the registry while somebody would notice.

use crate::{status, workspace::Rooms};
use std::{sync::Arc, time::Duration};

/// How often the registry is asked.
const EVERY: Duration = Duration::from_secs(3);

/// Asks the registry every few seconds while clients listen or builds run, until the workspace stops.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    let stopping = rooms.stopping.clone();
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            if own.events.heard() || own.queue.busy() > 0 {
                // Whoever is told hears of it when it changes.
                let _ = status::ask_registry(&own).await;
            }
        }
    }));
}
