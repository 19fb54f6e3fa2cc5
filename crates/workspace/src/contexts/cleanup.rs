//! The removal of contexts that nothing refers to.

use super::{Contexts, io_error};
use crate::{Error, access::Actor, activity, clock::stamp, disk::blocking};
use api::{Action, ActivityDetail, Subject};
use std::{collections::BTreeSet, fs, io, path::Path, time::Duration};
use store::contexts;
use tokio_util::sync::CancellationToken;

/// How long an upload is kept that nothing refers to.
const RETENTION: Duration = Duration::from_hours(24);
/// What the audit trail says of the removal of one.
const REASON: &str = "nothing refers to it a day after its upload";
/// How often uploads are looked through.
const INTERVAL: Duration = Duration::from_hours(1);

impl Contexts {
    /// Removes unused contexts every hour, until the shutdown.
    pub fn spawn_cleanup(&self, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                if let Err(error) = own.remove_unused().await {
                    tracing::warn!(%error, "could not remove unused build contexts");
                }
            }
        }));
    }

    /// Removes unused contexts, and files of uploads that never ended. To be called before the first upload.
    pub async fn clean_up(&self) -> Result<(), Error> {
        self.remove_unused().await?;
        let known: BTreeSet<String> = contexts::all(&mut *self.store.read().await?).await?.into_iter().collect();
        let folder = self.folder.clone();
        blocking(move || remove_unknown(&folder, &known)).await?.map_err(|error| io_error(&error))
    }

    async fn remove_unused(&self) -> Result<(), Error> {
        let _changing = self.changing.lock().await;
        let mut write = self.store.write().await?;
        let removed = contexts::remove_unneeded(&mut write, &stamp(self.clock.now() - RETENTION)).await?;
        let at = self.clock.timestamp();
        for digest in &removed {
            let subject = Subject::Context(digest.parse().map_err(store::corrupt)?);
            let detail = ActivityDetail { reason: Some(REASON.into()), ..ActivityDetail::default() };
            activity::record(&mut write, &Actor::server(), &at, Action::Delete, &subject, detail).await?;
        }
        write.commit().await?;
        let folder = self.folder.clone();
        blocking(move || remove_archives(&folder, &removed)).await?.map_err(|error| io_error(&error))
    }
}

fn remove_archives(folder: &Path, digests: &[String]) -> io::Result<()> {
    for digest in digests {
        match fs::remove_file(folder.join(format!("{digest}.tar"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => tracing::info!(digest, "removed an unused build context"),
        }
    }
    Ok(())
}

fn remove_unknown(folder: &Path, known: &BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.strip_suffix(".tar") {
            Some(digest) if known.contains(digest) => {}
            _ if entry.file_type()?.is_dir() => fs::remove_dir_all(entry.path())?,
            _ => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}
