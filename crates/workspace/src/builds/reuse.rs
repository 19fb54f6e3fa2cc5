//! Reuse: a request for a build that an image answers, and what that saves.

use crate::{
    Error,
    access::Actor,
    activity::{self, about_image},
    clock::SharedClock,
    definitions::Checked,
    events::Events,
    images::Reconciler,
};
use api::{Action, Subject, WorkspaceEvent};
use builder::{Builder, Presence};
use std::sync::Arc;
use store::{
    Connection, Store, from_db_int,
    images::{
        ImageRow, NewImage, history,
        reuses::{self, NewReuse},
    },
};

/// An image that answers a request for a build.
pub struct Reusable {
    image: ImageRow,
    is_certain: bool,
}

impl Reusable {
    /// Whether the registry has it; otherwise the registry did not answer.
    pub fn is_certain(&self) -> bool {
        self.is_certain
    }

    /// The build that made it.
    pub fn build(&self) -> i64 {
        self.image.build
    }

    /// The image.
    pub fn image(&self) -> &ImageRow {
        &self.image
    }
}

/// Finds images to reuse.
#[derive(Clone)]
pub struct Reuse {
    store: Store,
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    reconciler: Reconciler,
}

impl Reuse {
    /// Finds images of this store in the builder's registry.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        reconciler: Reconciler,
    ) -> Self {
        Self { store, builder, events, clock, reconciler }
    }

    /// The image with this manifest digest when one is given, else the current one of the definition, if the registry has
    /// it or does not answer.
    pub async fn find(&self, checked: &Checked, manifest: Option<&str>) -> Result<Option<Reusable>, Error> {
        let mut connection = self.store.read().await?;
        let hash = checked.strip.digests.image.to_string();
        let image = history::chosen(&mut connection, &hash, manifest).await?;
        drop(connection);
        let is_offered = |image: &ImageRow| image.evicted_at.is_none() && image.is_reusable();
        let Some(image) = image.filter(is_offered) else { return Ok(None) };
        match self.builder.image(&image.manifest).await {
            Presence::Absent => {
                self.reconciler.mark_vanished(checked.strip.digests.image, &image.manifest).await?;
                Ok(None)
            }
            Presence::Present(_) => Ok(Some(Reusable { image, is_certain: true })),
            Presence::Unknown(_) => Ok(Some(Reusable { image, is_certain: false })),
        }
    }

    /// An image that was found before, unless it left the registry since: in the transaction of the request that it answers.
    pub async fn confirm(
        &self,
        connection: &mut Connection,
        found: Option<Reusable>,
    ) -> Result<Option<Reusable>, Error> {
        let Some(reusable) = found else { return Ok(None) };
        let ImageRow { strip, manifest, .. } = &reusable.image;
        let now = history::get(connection, &strip.digests.image.to_string(), manifest).await?;
        Ok(now.is_some_and(|now| now.evicted_at.is_none()).then_some(reusable))
    }

    /// Records that an image was reused, in the transaction of the request that it answers. An uncertain one saved
    /// nothing.
    pub async fn record(&self, connection: &mut Connection, actor: &Actor, reusable: &Reusable) -> Result<(), Error> {
        if !reusable.is_certain {
            return Ok(());
        }
        let at = self.clock.timestamp();
        let image = reusable.image.strip.digests.image;
        let ImageRow { manifest, duration, size, .. } = &reusable.image;
        let new = NewReuse { hash: &image.to_string(), manifest, at: &at, saved: *duration, bytes: *size };
        reuses::insert(connection, &new).await?;
        let detail = about_image(connection, image).await?;
        activity::record(connection, actor, &at, Action::Reuse, &Subject::Image(image), detail).await
    }

    /// Announces that an image was reused; after the commit.
    pub fn publish(&self, reusable: &Reusable) {
        if reusable.is_certain {
            self.events.publish(WorkspaceEvent::Image(reusable.image.strip.digests.image.to_string()));
        }
    }
}

/// Records that a build made its image for several versions at once: each but the first saved a build.
pub async fn record_joined(
    connection: &mut Connection,
    new: &NewImage<'_>,
    requesters: usize,
) -> Result<(), store::Error> {
    let hash = new.strip.digests.image.to_string();
    let saved = from_db_int(new.duration);
    let reuse = NewReuse { hash: &hash, manifest: new.manifest, at: new.built_at, saved, bytes: new.size() };
    for _ in 1..requesters {
        reuses::insert(connection, &reuse).await?;
    }
    Ok(())
}
