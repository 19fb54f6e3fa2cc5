//! The removal of old uploads: what is needed of them was copied when it was registered.

use super::{Uploads, io_error};
use crate::{Error, clock::stamp};
use std::{
    collections::BTreeSet,
    fs, io,
    time::{Duration, SystemTime},
};
use store::uploads;
use tokio_util::sync::CancellationToken;

/// How long an upload is kept.
const RETENTION: Duration = Duration::from_hours(7 * 24);
/// How long a content is kept that no path has: an upload may be in progress.
const UNFINISHED_RETENTION: Duration = Duration::from_hours(24);
/// How often uploads are looked through.
const INTERVAL: Duration = Duration::from_hours(1);

impl Uploads {
    /// Removes old uploads every hour, until the shutdown.
    pub fn spawn_cleanup(&self, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                if let Err(error) = own.remove_old(UNFINISHED_RETENTION).await {
                    tracing::warn!(%error, "could not remove old uploads");
                }
            }
        }));
    }

    /// Removes old uploads, and files of uploads that never ended. To be called before the first upload.
    pub async fn clean_up(&self) -> Result<(), Error> {
        self.remove_old(Duration::ZERO).await
    }

    async fn remove_old(&self, unfinished: Duration) -> Result<(), Error> {
        let _changing = self.changing.lock().await;
        let mut write = self.store.write().await?;
        uploads::remove(&mut write, &stamp(self.clock.now() - RETENTION)).await?;
        let known: BTreeSet<String> = uploads::contents(&mut write).await?.into_iter().collect();
        write.commit().await?;
        self.remove_unknown(&known, unfinished).map_err(|error| io_error(&error))
    }

    fn remove_unknown(&self, known: &BTreeSet<String>, unfinished: Duration) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if known.contains(entry.file_name().to_string_lossy().as_ref()) {
                continue;
            }
            let age = SystemTime::now().duration_since(entry.metadata()?.modified()?).unwrap_or_default();
            if age >= unfinished {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}
