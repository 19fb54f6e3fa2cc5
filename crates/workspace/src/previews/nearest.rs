//! The images nearest to a definition, and the index of them, in which an older database has none yet.

use definition::{Digest, Digests, Fingerprint};
use std::sync::Arc;
use store::{Connection, Store, images::nearest};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How many images are put into the index in one transaction, so that other writes get their turn.
const BATCH_SIZE: i64 = 50;

/// Finds the nearest images. Clones share the work in the background.
#[derive(Clone, Debug, Default)]
pub struct NearestImages {
    is_wanted: Arc<Notify>,
}

impl NearestImages {
    /// Puts the images into the index that are not in it: at once, and whenever a search finds that some are missing.
    pub fn spawn_indexing(&self, store: Store, shutdown: CancellationToken) {
        let is_wanted = self.is_wanted.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            loop {
                if let Err(error) = index_missing(&store).await {
                    // A disk that is full, for example. The next search has it tried again.
                    tracing::warn!(%error, "could not put images into the index of the nearest yet");
                }
                is_wanted.notified().await;
            }
        }));
    }

    /// The hashes of at most `limit` images to compare with, and whether nearer ones may be found once all are in the index.
    pub async fn find(
        &self,
        connection: &mut Connection,
        digests: &Digests,
        fingerprint: Option<&Fingerprint>,
        limit: usize,
    ) -> Result<(Vec<Digest>, bool), store::Error> {
        let is_missing = nearest::is_missing(connection).await?;
        if is_missing {
            self.is_wanted.notify_one();
        }
        let found = match fingerprint {
            Some(fingerprint) => nearest::by_fingerprint(connection, digests.image, fingerprint, limit).await?,
            None => nearest::by_components(connection, digests, limit).await?,
        };
        Ok((found, is_missing))
    }
}

async fn index_missing(store: &Store) -> Result<(), store::Error> {
    while nearest::is_missing(&mut *store.read().await?).await? {
        let mut write = store.write().await?;
        nearest::add_missing(&mut write, BATCH_SIZE).await?;
        write.commit().await?;
    }
    Ok(())
}
