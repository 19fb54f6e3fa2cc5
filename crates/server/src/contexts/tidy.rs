//! What nobody registered goes after a day.

use crate::{Error, clock::stamp, contexts::failed, store::contexts, workspace::Rooms};
use std::{collections::BTreeSet, fs, io, sync::Arc, time::Duration};

/// How long an upload waits for somebody to register it.
const PATIENCE: Duration = Duration::from_hours(24);
/// How often it is looked for.
const EVERY: Duration = Duration::from_hours(1);

/// Looks every hour, until the workspace stops.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    let stopping = rooms.stopping.clone();
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = sweep(&own).await {
                tracing::warn!(%error, "build contexts that nobody registered stay for now");
            }
        }
    }));
}

/// Removes what nobody registered, and what an upload left that never ended. To be called before the first upload.
pub async fn tidy(rooms: &Rooms) -> Result<(), Error> {
    sweep(rooms).await?;
    let mut connection = rooms.store.read().await?;
    let known: BTreeSet<String> = contexts::all(&mut connection).await?.into_iter().collect();
    let remove_strangers = || -> io::Result<()> {
        for entry in fs::read_dir(rooms.contexts.folder())? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            match name.strip_suffix(".tar") {
                Some(digest) if known.contains(digest) => {}
                _ if entry.file_type()?.is_dir() => fs::remove_dir_all(entry.path())?,
                _ => fs::remove_file(entry.path())?,
            }
        }
        Ok(())
    };
    remove_strangers().map_err(|error| failed(&error))
}

async fn sweep(rooms: &Rooms) -> Result<(), Error> {
    let _changing = rooms.contexts.changing.lock().await;
    let mut write = rooms.store.write().await?;
    let removed = contexts::remove(&mut write, &stamp(rooms.settings.clock.now() - PATIENCE)).await?;
    write.commit().await?;
    for digest in removed {
        match fs::remove_file(rooms.contexts.folder().join(format!("{digest}.tar"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&error)),
            _ => tracing::info!(digest, "a build context that nobody registered is gone"),
        }
    }
    Ok(())
}
