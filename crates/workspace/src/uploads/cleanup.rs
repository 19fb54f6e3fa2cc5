//! The removal of old uploads: what is needed of them was copied when it was registered.

use super::{Uploads, io_error};
use crate::{Error, access::Actor, activity, clock::stamp, disk::blocking};
use api::{Action, ActivityDetail, Subject};
use std::{
    collections::BTreeSet,
    fs, io,
    path::Path,
    time::{Duration, SystemTime},
};
use store::uploads;
use tokio_util::sync::CancellationToken;

/// How long an upload is kept.
const RETENTION: Duration = Duration::from_hours(7 * 24);
/// How long a content is kept that no path has: an upload may be in progress.
const UNFINISHED_RETENTION: Duration = Duration::from_hours(24);
/// How many uploads a transaction removes at most.
const MAX_REMOVED: i64 = 500;
/// What the audit trail says of their removal.
const REASON: &str = "uploads are kept for a week";
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
        while self.forget_some().await? {}
        let known: BTreeSet<String> = uploads::contents(&mut *self.store.read().await?).await?.into_iter().collect();
        let folder = self.folder.clone();
        let removed = blocking(move || remove_unknown(&folder, &known, unfinished));
        removed.await?.map_err(|error| io_error(&error))
    }

    /// Forgets some of the old uploads, in a transaction that does not last; whether there may be more.
    async fn forget_some(&self) -> Result<bool, Error> {
        let mut write = self.store.write().await?;
        let forgotten = uploads::remove_some(&mut write, &stamp(self.clock.now() - RETENTION), MAX_REMOVED).await?;
        let at = self.clock.timestamp();
        for path in &forgotten {
            let subject = Subject::Upload(path.clone());
            let detail = ActivityDetail { reason: Some(REASON.into()), ..ActivityDetail::default() };
            activity::record(&mut write, &Actor::server(), &at, Action::Delete, &subject, detail).await?;
        }
        write.commit().await?;
        Ok(i64::try_from(forgotten.len()).is_ok_and(|count| count == MAX_REMOVED))
    }
}

/// Removes the contents that no path has and that are at least this old.
fn remove_unknown(folder: &Path, known: &BTreeSet<String>, unfinished: Duration) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
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
