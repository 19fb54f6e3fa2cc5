//! Uploads go after a while: what is needed of them was taken over when they were registered.

use super::failed;
use crate::{Error, clock::stamp, store::blobs, workspace::Rooms};
use std::{
    collections::BTreeSet,
    fs, io,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// How long an upload stays.
const PATIENCE: Duration = Duration::from_hours(7 * 24);
/// How long a content stays that no path has, in which an upload may be under way.
const UNDER_WAY: Duration = Duration::from_hours(24);
/// How often it is looked for.
const EVERY: Duration = Duration::from_hours(1);

/// Looks every hour, until the workspace stops.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    let stopping = rooms.stopping.clone();
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = sweep(&own, UNDER_WAY).await {
                tracing::warn!(%error, "old uploads stay for now");
            }
        }
    }));
}

/// Removes old uploads, and what uploads left that never ended. To be called before the first upload.
pub async fn tidy(rooms: &Rooms) -> Result<(), Error> {
    sweep(rooms, Duration::ZERO).await
}

async fn sweep(rooms: &Rooms, under_way: Duration) -> Result<(), Error> {
    let _changing = rooms.blobs.changing.lock().await;
    let mut write = rooms.store.write().await?;
    blobs::remove(&mut write, &stamp(rooms.settings.clock.now() - PATIENCE)).await?;
    let known: BTreeSet<String> = blobs::contents(&mut write).await?.into_iter().collect();
    write.commit().await?;
    remove_strangers(rooms, &known, under_way).map_err(|error| failed(&error))
}

fn remove_strangers(rooms: &Rooms, known: &BTreeSet<String>, under_way: Duration) -> io::Result<()> {
    for entry in fs::read_dir(&rooms.blobs.folder)? {
        let entry = entry?;
        if known.contains(entry.file_name().to_string_lossy().as_ref()) {
            continue;
        }
        let age = SystemTime::now().duration_since(entry.metadata()?.modified()?).unwrap_or_default();
        if age >= under_way {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
