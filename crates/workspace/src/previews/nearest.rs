//! The images nearest to a definition, found among all of them by their fingerprints.
//!
//! Fingerprints live in memory. They are made from the store, and updated by the numbered changes of images before each
//! search, so that they are never older than the store.

use definition::{Definition, Digest, Fingerprint, canonical};
use futures::TryStreamExt as _;
use std::{collections::HashSet, pin::pin, sync::Arc, time::Duration};
use store::{Connection, Store, images::changes};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// How long a search waits while many images are read.
const SEARCH_TIMEOUT: Duration = Duration::from_millis(250);
/// How many images are read before other tasks get their turn.
const BATCH_SIZE: usize = 50;

/// The fingerprints of all images. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct NearestImages(Arc<Mutex<Index>>);

#[derive(Debug, Default)]
struct Index {
    /// The last change that is in here.
    change: i64,
    /// Built last first.
    images: Vec<IndexedImage>,
}

#[derive(Debug)]
struct IndexedImage {
    hash: Digest,
    built_at: String,
    fingerprint: Fingerprint,
}

impl NearestImages {
    /// Reads the images that are there when the workspace is opened, so that the first search need not wait for it.
    pub fn spawn_loading(&self, store: Store, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            let mut index = own.0.lock().await;
            let read = async { index.update(&mut *store.read().await?).await };
            if let Err(error) = read.await {
                // The next search reads them, or reports the error.
                tracing::warn!(%error, "could not read the images yet");
            }
        }));
    }

    /// The hashes of at most `count` images with the fewest differences, the nearest first, of equals the one built last.
    /// The image of the definition itself is left out. `None` while many images are still being read.
    pub async fn search(
        &self,
        connection: &mut Connection,
        definition: (Digest, &Fingerprint),
        count: usize,
    ) -> Result<Option<Vec<Digest>>, store::Error> {
        let Ok(mut index) = tokio::time::timeout(SEARCH_TIMEOUT, self.0.lock()).await else { return Ok(None) };
        index.update(connection).await?;
        Ok(Some(index.nearest(definition, count)))
    }
}

impl Index {
    async fn update(&mut self, connection: &mut Connection) -> Result<(), store::Error> {
        let Some((newest, _)) = changes::newest(connection).await? else { return Ok(()) };
        if newest == self.change {
            return Ok(());
        }
        let mut changed = pin!(changes::contents_after(connection, self.change));
        let (mut hashes, mut images) = (HashSet::new(), Vec::new());
        while let Some(contents) = changed.try_next().await? {
            let hash = contents.image.parse::<Digest>().map_err(store::corrupt)?;
            let image = contents.built_at.zip(contents.definition);
            images.extend(image.and_then(|(built_at, definition)| indexed_image(hash, built_at, &definition)));
            hashes.insert(hash);
            if hashes.len().is_multiple_of(BATCH_SIZE) {
                tokio::task::yield_now().await;
            }
        }
        self.images.retain(|image| !hashes.contains(&image.hash));
        self.images.append(&mut images);
        self.images.sort_by(|one, other| (&other.built_at, one.hash).cmp(&(&one.built_at, other.hash)));
        self.change = newest;
        Ok(())
    }

    fn nearest(&self, (own, fingerprint): (Digest, &Fingerprint), count: usize) -> Vec<Digest> {
        let mut best: Vec<(usize, Digest)> = Vec::with_capacity(count + 1);
        for image in self.images.iter().filter(|image| image.hash != own) {
            let limit = best.get(count.saturating_sub(1)).map_or(usize::MAX, |(distance, _)| *distance);
            let distance = image.fingerprint.distance(fingerprint, limit);
            if distance < limit {
                let place = best.partition_point(|(other, _)| *other <= distance);
                best.insert(place, (distance, image.hash));
                best.truncate(count);
            }
        }
        best.into_iter().map(|(_, hash)| hash).collect()
    }
}

/// An image in the index. One whose definition cannot be read any more, because an older version of this program wrote it,
/// is left out.
fn indexed_image(hash: Digest, built_at: String, definition: &str) -> Option<IndexedImage> {
    let read = serde_json::from_str(definition).ok().and_then(|value| Definition::from_json(&value).ok());
    let canonical = read.and_then(|definition| canonical(&definition).ok());
    if canonical.is_none() {
        tracing::warn!(%hash, "the definition of this image cannot be read");
    }
    Some(IndexedImage { hash, built_at, fingerprint: canonical?.fingerprint() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_search_does_not_wait_while_images_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), ()).await.unwrap();
        let mut connection = store.read().await.unwrap();
        let form = canonical(&Definition { base_image: Some("python:3.12".into()), ..Definition::default() }).unwrap();
        let (hash, fingerprint) = (form.digests().image, form.fingerprint());
        let images = NearestImages::default();
        let reading = images.0.lock().await;
        assert_eq!(images.search(&mut connection, (hash, &fingerprint), 5).await.unwrap(), None);
        drop(reading);
        assert_eq!(images.search(&mut connection, (hash, &fingerprint), 5).await.unwrap(), Some(Vec::new()));
    }
}
