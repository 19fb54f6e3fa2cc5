//! The images nearest to a definition, found among all of them by their fingerprints.
//!
//! Fingerprints live in memory. They are made from what the store says, and brought up to date by the numbered changes
//! of images before each question, so that they are never older than the store.

use crate::{
    store::{Connection, image_changes},
    workspace::Rooms,
};
use definition::{Definition, Digest, Fingerprint, canonical};
use futures::TryStreamExt as _;
use std::{collections::HashSet, pin::pin, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// How long a question waits while many images are read.
const PATIENCE: Duration = Duration::from_millis(250);
/// How many images are read before others get their turn.
const AT_ONCE: usize = 50;

/// The fingerprints of all images.
#[derive(Debug, Default)]
pub struct Neighbours(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The last change that is in here.
    change: i64,
    /// Built last first.
    images: Vec<Neighbour>,
}

#[derive(Debug)]
struct Neighbour {
    hash: Digest,
    built_at: String,
    fingerprint: Fingerprint,
}

/// Reads the images that are there when the workspace is opened, so that the first question need not wait for it.
pub fn start(rooms: &Arc<Rooms>) {
    let own = Arc::clone(rooms);
    let stopping = rooms.stopping.clone();
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        let mut known = own.neighbours.0.lock().await;
        let read = async { known.follow(&mut *own.store.read().await?).await };
        if let Err(error) = read.await {
            // The next question reads them, or says why it cannot.
            tracing::warn!(%error, "the images cannot be read yet");
        }
    }));
}

impl Neighbours {
    /// The hashes of at most `count` images with the fewest differences, the nearest first, of equals the one built last.
    /// The image of the question itself is none of them. Nothing is said while many images are still read.
    pub async fn nearest(
        &self,
        connection: &mut Connection,
        question: (Digest, &Fingerprint),
        count: usize,
    ) -> Result<Option<Vec<Digest>>, sqlx::Error> {
        let Ok(mut known) = tokio::time::timeout(PATIENCE, self.0.lock()).await else { return Ok(None) };
        known.follow(connection).await?;
        Ok(Some(known.nearest(question, count)))
    }
}

impl Known {
    async fn follow(&mut self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        let Some((newest, _)) = image_changes::newest(connection).await? else { return Ok(()) };
        if newest == self.change {
            return Ok(());
        }
        let mut changed = pin!(image_changes::contents_after(connection, self.change));
        let (mut hashes, mut images) = (HashSet::new(), Vec::new());
        while let Some(contents) = changed.try_next().await? {
            let hash = contents.image.parse::<Digest>().map_err(crate::store::corrupt)?;
            let image = contents.built_at.zip(contents.definition);
            images.extend(image.and_then(|(built_at, definition)| neighbour(hash, built_at, &definition)));
            hashes.insert(hash);
            if hashes.len().is_multiple_of(AT_ONCE) {
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
            let enough = best.get(count.saturating_sub(1)).map_or(usize::MAX, |(distance, _)| *distance);
            let distance = image.fingerprint.distance(fingerprint, enough);
            if distance < enough {
                let place = best.partition_point(|(other, _)| *other <= distance);
                best.insert(place, (distance, image.hash));
                best.truncate(count);
            }
        }
        best.into_iter().map(|(_, hash)| hash).collect()
    }
}

/// An image as a neighbour. One whose definition an older version of this program wrote in a way that cannot be read any
/// more is nobody's neighbour.
fn neighbour(hash: Digest, built_at: String, definition: &str) -> Option<Neighbour> {
    let read = serde_json::from_str(definition).ok().and_then(|value| Definition::from_json(&value).ok());
    let canonical = read.and_then(|definition| canonical(&definition).ok());
    if canonical.is_none() {
        tracing::warn!(%hash, "the definition of this image cannot be read");
    }
    Some(Neighbour { hash, built_at, fingerprint: canonical?.fingerprint() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{Connection as _, SqliteConnection};

    #[tokio::test]
    async fn nothing_is_said_while_images_are_read() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::query("CREATE TABLE image_changes (change BIGINT, image TEXT)").execute(&mut connection).await.unwrap();
        let form = canonical(&Definition { base_image: Some("python:3.12".into()), ..Definition::default() }).unwrap();
        let (hash, fingerprint) = (form.digests().image, form.fingerprint());
        let neighbours = Neighbours::default();
        let reading = neighbours.0.lock().await;
        assert_eq!(neighbours.nearest(&mut connection, (hash, &fingerprint), 5).await.unwrap(), None);
        drop(reading);
        assert_eq!(neighbours.nearest(&mut connection, (hash, &fingerprint), 5).await.unwrap(), Some(Vec::new()));
    }
}
