//! Reuse: a request for a build that an image answers, and what that saves.

use crate::{
    Error, activity,
    builds::about_image,
    checked::Checked,
    clock::stamp,
    reconcile,
    store::{Connection, images, natural, past, reuses},
    workspace::Rooms,
};
use api::{Action, Subject, WorkspaceEvent};
use builder::Presence;

/// An image that answers a request for a build.
pub struct Reusable {
    image: images::Stored,
    /// Whether the registry has it; else it did not answer.
    certain: bool,
}

/// The image with this manifest digest when one is wanted, else the current one of the definition, if it is there or the
/// registry cannot say.
pub async fn find(rooms: &Rooms, checked: &Checked, wanted: Option<&str>) -> Result<Option<Reusable>, Error> {
    let mut connection = rooms.store.read().await?;
    let hash = checked.strip.digests.image.to_string();
    let image = past::chosen(&mut connection, &hash, wanted).await?;
    drop(connection);
    let is_there = |image: &images::Stored| image.evicted_at.is_none() && image.is_reusable();
    let Some(image) = image.filter(is_there) else { return Ok(None) };
    match rooms.builder.image(&image.manifest).await {
        Presence::Absent => {
            reconcile::vanished(rooms, checked.strip.digests.image, &image.manifest).await?;
            Ok(None)
        }
        Presence::Present(_) => Ok(Some(Reusable { image, certain: true })),
        Presence::Unknown(_) => Ok(Some(Reusable { image, certain: false })),
    }
}

impl Reusable {
    /// Whether the registry has it; else it did not answer.
    pub fn is_certain(&self) -> bool {
        self.certain
    }

    /// The build that made it.
    pub fn build(&self) -> i64 {
        self.image.build
    }

    /// Records that it was reused, in the transaction of the request that it answers. What is not certain saved nothing.
    pub async fn record(&self, connection: &mut Connection, rooms: &Rooms) -> Result<(), Error> {
        if !self.certain {
            return Ok(());
        }
        let at = stamp(rooms.settings.clock.now());
        let hash = self.image.strip.digests.image.to_string();
        let Self { image: images::Stored { manifest, duration, size, .. }, .. } = self;
        let new = reuses::New { hash: &hash, manifest, at: &at, saved: *duration, bytes: *size };
        reuses::insert(connection, &new).await?;
        let image = self.image.strip.digests.image;
        let detail = about_image(connection, image).await?;
        activity::record(connection, rooms, &at, Action::Reuse, &Subject::Image(image), detail).await?;
        Ok(())
    }

    /// Tells that it was reused; after the commit.
    pub fn tell(&self, rooms: &Rooms) {
        if self.certain {
            rooms.events.tell(WorkspaceEvent::Image(self.image.strip.digests.image.to_string()));
        }
    }
}

/// Records that a build made its image for several versions at once: each but the first saved a build.
pub async fn joined(connection: &mut Connection, new: &images::New<'_>, askers: usize) -> Result<(), sqlx::Error> {
    let hash = new.strip.digests.image.to_string();
    let saved = natural(new.duration);
    let reuse = reuses::New { hash: &hash, manifest: &new.built.manifest, at: new.built_at, saved, bytes: new.size() };
    for _ in 1..askers {
        reuses::insert(connection, &reuse).await?;
    }
    Ok(())
}
