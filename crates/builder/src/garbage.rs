//! Frees disk space of the registry: manifests are removed by its API, their layers when it collects its garbage.

use crate::{base, builder::Builder};
use definition::Digest;
use registry::Presence;
use std::io;

/// When the disk space of removed manifests is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Now: the garbage was collected.
    Now,
    /// When the workspace's own registry is started the next time.
    Restart,
    /// When the registry, which is not the workspace's own, collects its garbage.
    Elsewhere,
}

impl Builder {
    /// Removes a finished image (`sha256:…`) from the registry. A missing one is not an error.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn remove_image(&self, manifest: &str) -> Result<(), String> {
        self.registry().remove(&self.repositories.images, manifest).await
    }

    /// Removes the image of step 1 for this `stage` digest. A missing one is not an error.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn remove_stage(&self, stage: Digest) -> Result<(), String> {
        match self.stage(stage).await {
            Presence::Present(manifest) => {
                base::remove_installing_image(self.registry(), &self.repositories.stages, &manifest).await?;
                self.registry().remove(&self.repositories.stages, &manifest).await
            }
            Presence::Absent => Ok(()),
            Presence::Unknown(reason) => Err(reason),
        }
    }

    /// When the disk space of manifests that are removed now would be free. `idle` says whether nothing uses the registry.
    #[must_use]
    pub fn room(&self, idle: bool) -> Room {
        match (self.registry().collector(), idle) {
            (None, _) => Room::Elsewhere,
            (Some(_), true) => Room::Now,
            (Some(_), false) => Room::Restart,
        }
    }

    /// Collects the garbage of the workspace's own registry, which does not answer meanwhile, for a second or longer.
    /// Nothing may be building.
    ///
    /// # Errors
    /// What happened, in words; then the next start of the registry does it.
    pub async fn collect(&self) -> Result<(), String> {
        match self.registry().collector() {
            Some(collector) => collector.collect().await,
            None => Ok(()),
        }
    }

    /// Has the garbage of the workspace's own registry collected when it starts the next time.
    ///
    /// # Errors
    /// When that cannot be written down.
    pub fn collect_later(&self) -> io::Result<()> {
        self.registry().collector().map_or(Ok(()), registry::Collector::schedule)
    }
}
