//! What is recorded and what the registry has: an image that is gone is no cached image.

use crate::{
    Error, activity,
    clock::stamp,
    store::past::{self, Leaving},
    workspace::Rooms,
};
use api::{Action, Subject, WorkspaceEvent};
use builder::Presence;
use definition::Digest;
use futures::{StreamExt, stream};
use std::{sync::Arc, time::Duration};

/// How often everything is compared while nothing happens.
const EVERY: Duration = Duration::from_mins(10);
/// How many images the registry is asked for at once.
const AT_ONCE: usize = 8;

/// Compares at the start, when the registry becomes reachable, and every ten minutes, until the workspace stops.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    let stopping = rooms.stopping.clone();
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            if let Err(error) = sweep(&own).await {
                tracing::warn!(%error, "what the registry has could not be compared with what is recorded");
            }
            let _ = tokio::time::timeout(EVERY, own.reconcile.notified()).await;
        }
    }));
}

/// Compares every image. Ends early when the registry does not answer: then nothing is known.
async fn sweep(rooms: &Rooms) -> Result<(), Error> {
    let mut connection = rooms.store.read().await?;
    let unsure = past::unsure(&mut connection).await?;
    drop(connection);
    let asked = unsure.into_iter().map(async |(hash, manifest, lost)| {
        let presence = rooms.builder.image(&manifest).await;
        (hash, manifest, lost, presence)
    });
    let mut answers = stream::iter(asked).buffered(AT_ONCE);
    while let Some((hash, manifest, lost, presence)) = answers.next().await {
        match presence {
            Presence::Absent if !lost => vanished(rooms, hash, &manifest).await?,
            Presence::Present(_) if lost => reappeared(rooms, hash, &manifest).await?,
            Presence::Absent | Presence::Present(_) => {}
            Presence::Unknown(_) => return Ok(()),
        }
    }
    Ok(())
}

/// Writes down that an image is gone from the registry although nobody evicted it here.
pub async fn vanished(rooms: &Rooms, hash: Digest, manifest: &str) -> Result<(), Error> {
    let text = hash.to_string();
    let mut write = rooms.store.write().await?;
    let at = stamp(rooms.settings.clock.now());
    if past::leave(&mut write, &text, manifest, &at, Leaving::Vanished).await? {
        let detail = activity::image(&mut write, hash, Some(manifest), None).await?;
        activity::record(&mut write, rooms, &at, Action::Vanish, &Subject::Image(hash), detail).await?;
        write.commit().await?;
        rooms.events.tell(WorkspaceEvent::Image(text));
    }
    Ok(())
}

async fn reappeared(rooms: &Rooms, hash: Digest, manifest: &str) -> Result<(), Error> {
    let text = hash.to_string();
    let mut write = rooms.store.write().await?;
    let at = stamp(rooms.settings.clock.now());
    if past::reappear(&mut write, &text, manifest).await? {
        let detail = activity::image(&mut write, hash, None, Some(manifest)).await?;
        activity::record(&mut write, rooms, &at, Action::Reappear, &Subject::Image(hash), detail).await?;
        write.commit().await?;
        rooms.events.tell(WorkspaceEvent::Image(text));
    }
    Ok(())
}
