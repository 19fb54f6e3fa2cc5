//! What is recorded compared with what the registry has: an image that is gone counts as no image.
//!
//! A round compares the images that were not compared for the longest time, and only so many: what people look at is asked for
//! at once, whoever shows it.

use crate::{Error, access::Actor, activity, clock::SharedClock, events::Events};
use api::{Action, Subject, WorkspaceEvent};
use builder::{Builder, Presence};
use definition::Digest;
use futures::{StreamExt, stream};
use std::{sync::Arc, time::Duration};
use store::{
    Store,
    images::{
        checks::{self, RecordedImage},
        history::{self, Departure},
    },
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How often a round begins while nothing happens.
const INTERVAL: Duration = Duration::from_mins(10);
/// How many images a round compares at most.
const ROUND_SIZE: i64 = 500;
/// After how many images a round records that they were compared.
const RECORDING_INTERVAL: usize = 100;
/// How many images the registry is asked for at once.
const PARALLEL_REQUESTS: usize = 8;

/// Compares what is recorded with what the registry has.
#[derive(Clone)]
pub struct Reconciler {
    store: Store,
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    wake: Arc<Notify>,
}

impl Reconciler {
    /// A reconciler of this store with the builder's registry.
    pub fn new(store: Store, builder: Arc<Builder>, events: Events, clock: SharedClock) -> Self {
        Self { store, builder, events, clock, wake: Arc::default() }
    }

    /// Compares soon, because the registry became reachable.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Begins a round at once, when it is woken and every ten minutes, until the shutdown.
    pub fn spawn(&self, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            loop {
                if let Err(error) = own.compare_some().await {
                    tracing::warn!(%error, "reconciliation with the registry failed");
                }
                let _ = tokio::time::timeout(INTERVAL, own.wake.notified()).await;
            }
        }));
    }

    /// Compares the images that were not compared for the longest time. Ends early when the registry does not answer: then
    /// nothing is known.
    async fn compare_some(&self) -> Result<(), Error> {
        let recorded = checks::least_recent(&mut *self.store.read().await?, ROUND_SIZE).await?;
        for images in recorded.chunks(RECORDING_INTERVAL) {
            let answered = self.compare(images).await?;
            let mut write = self.store.write().await?;
            checks::record(&mut write, &images[..answered], &self.clock.timestamp()).await?;
            write.commit().await?;
            if answered < images.len() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Compares images; for how many of the first the registry answered.
    async fn compare(&self, images: &[RecordedImage]) -> Result<usize, Error> {
        let request = |recorded: &RecordedImage| {
            let RecordedImage { image, manifest, vanished } = recorded.clone();
            async move {
                let presence = self.builder.image(&manifest).await;
                (image, manifest, vanished, presence)
            }
        };
        let requests: Vec<_> = images.iter().map(request).collect();
        let mut answers = stream::iter(requests).buffered(PARALLEL_REQUESTS);
        let mut answered = 0;
        while let Some((image, manifest, vanished, presence)) = answers.next().await {
            match presence {
                Presence::Absent if !vanished => self.mark_vanished(image, &manifest).await?,
                Presence::Present(_) if vanished => self.mark_reappeared(image, &manifest).await?,
                Presence::Absent | Presence::Present(_) => {}
                Presence::Unknown(_) => break,
            }
            answered += 1;
        }
        Ok(answered)
    }

    /// Records that an image is gone from the registry although nobody evicted it here.
    pub async fn mark_vanished(&self, hash: Digest, manifest: &str) -> Result<(), Error> {
        let text = hash.to_string();
        let mut write = self.store.write().await?;
        let at = self.clock.timestamp();
        if history::mark_gone(&mut write, &text, manifest, &at, Departure::Vanished).await? {
            let detail = activity::image_change(&mut write, hash, Some(manifest), None).await?;
            let subject = Subject::Image(hash);
            activity::record(&mut write, &Actor::server(), &at, Action::Vanish, &subject, detail).await?;
            write.commit().await?;
            self.events.publish(WorkspaceEvent::Image(text));
        }
        Ok(())
    }

    async fn mark_reappeared(&self, hash: Digest, manifest: &str) -> Result<(), Error> {
        let text = hash.to_string();
        let mut write = self.store.write().await?;
        let at = self.clock.timestamp();
        if history::mark_present(&mut write, &text, manifest).await? {
            let detail = activity::image_change(&mut write, hash, None, Some(manifest)).await?;
            let subject = Subject::Image(hash);
            activity::record(&mut write, &Actor::server(), &at, Action::Reappear, &subject, detail).await?;
            write.commit().await?;
            self.events.publish(WorkspaceEvent::Image(text));
        }
        Ok(())
    }
}
