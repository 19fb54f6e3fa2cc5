//! Every image that a hash had: listed with what moved between them, and an older one made current again.

use super::{Images, Reconciler, locks, rows::reference};
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
    counterparts::IntoApi as _,
    definitions::Checked,
    events::Events,
};
use api::{
    Action, ActivityDetail, ChooseImage, Image, ImageHistory, PastImage, Permission, Subject, WorkspaceEvent, code,
};
use builder::{Builder, Presence};
use definition::{Digest, HASH_VERSION};
use std::sync::Arc;
use store::{
    Connection, Store, builds,
    images::{self as rows, ImageRow, LockedPackage, eviction, history as past},
    versions::ties,
};

/// The images of a hash over time.
#[derive(Clone)]
pub struct History {
    store: Store,
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    images: Images,
    reconciler: Reconciler,
}

impl History {
    /// The history of what is in this store and the builder's registry.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        images: Images,
        reconciler: Reconciler,
    ) -> Self {
        Self { store, builder, events, clock, images, reconciler }
    }

    /// Every image of a hash, last built first.
    pub async fn list(&self, actor: &Actor, hash: Digest) -> Result<ImageHistory, Error> {
        authorize(actor, Permission::View, Resource::Image(hash))?;
        let mut connection = self.store.read().await?;
        let text = hash.to_string();
        let all = past::all(&mut connection, &text).await?;
        let newest = all.first().ok_or_else(|| no_image(hash))?;
        let (digests, filled, hash_version) = (newest.strip.digests, newest.strip.filled, newest.hash_version);
        let mut items = Vec::with_capacity(all.len());
        let mut before: Option<Vec<LockedPackage>> = None;
        for image in all.into_iter().rev() {
            let lock = past::lock(&mut connection, &text, &image.manifest).await?;
            let moved = before.as_ref().map(|before| locks::moves(before, &lock)).unwrap_or_default();
            before = Some(lock);
            items.push(PastImage {
                reference: reference(&self.builder, &image.repository, &image.manifest),
                tied: ties::of_image(&mut connection, &text, &image.manifest).await?.into_api(),
                manifest: image.manifest,
                current: image.current,
                evicted_at: image.evicted_at,
                built_at: image.built_at,
                build: image.build,
                duration: image.duration,
                size: image.size,
                lock: builds::mode(&mut connection, image.build).await?.lock,
                moved,
            });
        }
        items.reverse();
        Ok(ImageHistory { digests, hash_version, filled, items })
    }

    /// The definition that the images of a hash were built from, to build it again.
    pub async fn definition(&self, actor: &Actor, hash: Digest) -> Result<Checked, Error> {
        authorize(actor, Permission::View, Resource::Image(hash))?;
        let mut connection = self.store.read().await?;
        let text = hash.to_string();
        let newest = past::all(&mut connection, &text).await?.into_iter().next().ok_or_else(|| no_image(hash))?;
        ensure_reusable(&newest)?;
        let contents = rows::contents(&mut connection, &text, &newest.manifest).await?;
        Checked::stored(&contents.definition)
    }

    /// Makes an image that is in the registry the one that its hash stands for.
    pub async fn restore(&self, actor: &Actor, hash: Digest, chosen: &ChooseImage) -> Result<Image, Error> {
        authorize(actor, Permission::RestoreImage, Resource::Image(hash))?;
        let present = self.present(hash, &chosen.manifest).await?;
        let text = hash.to_string();
        if !present.current {
            let mut write = self.store.write().await?;
            ensure_not_evicted_since(&mut write, &present).await?;
            let before = rows::current(&mut write, &text).await?.map(|image| image.manifest);
            past::make_current(&mut write, &text, &chosen.manifest).await?;
            let detail = activity::image_change(&mut write, hash, before.as_deref(), Some(&chosen.manifest)).await?;
            let at = self.clock.timestamp();
            activity::record(&mut write, actor, &at, Action::Revert, &Subject::Image(hash), detail).await?;
            write.commit().await?;
            self.events.publish(WorkspaceEvent::Image(text));
        }
        self.images.get(actor, hash, None).await
    }

    /// A recorded image that the registry has now and that may be reused; an error that says why not.
    pub async fn present(&self, hash: Digest, manifest: &str) -> Result<ImageRow, Error> {
        let text = hash.to_string();
        let mut connection = self.store.read().await?;
        let image = past::get(&mut connection, &text, manifest).await?;
        let is_leaving = eviction::is_leaving(&mut connection, &text, manifest).await?;
        drop(connection);
        let image = image.ok_or_else(|| {
            Error::not_found(format!("image {manifest} of hash {}", hash.short()))
                .field("manifest")
                .help("The images of a hash are in its history")
        })?;
        ensure_reusable(&image)?;
        if is_leaving {
            return Err(not_in_registry());
        }
        match self.builder.image(manifest).await {
            Presence::Present(_) => Ok(image),
            Presence::Absent => {
                self.reconciler.mark_vanished(hash, manifest).await?;
                Err(not_in_registry())
            }
            Presence::Unknown(reason) => Err(Error::refuse(
                code::UNAVAILABLE,
                format!("could not ask the registry for this image, so nothing was changed: {reason}"),
            )
            .help("Try again when the registry is reachable")),
        }
    }
}

/// Refuses what is about to be written about an image that was present, when it left the registry since: in the transaction
/// of the write.
pub async fn ensure_not_evicted_since(connection: &mut Connection, present: &ImageRow) -> Result<(), Error> {
    let hash = present.strip.digests.image.to_string();
    let now = past::get(connection, &hash, &present.manifest).await?;
    if now.is_some_and(|now| now.evicted_at == present.evicted_at) { Ok(()) } else { Err(not_in_registry()) }
}

fn not_in_registry() -> Error {
    Error::refuse(code::CONFLICT, "this image is no longer in the registry; nothing was changed")
        .field("manifest")
        .help("Choose another image of the history, or build again")
}

/// Refuses to do more with an image of an older version of the hash than to show it.
pub fn ensure_reusable(image: &ImageRow) -> Result<(), Error> {
    if image.is_reusable() {
        return Ok(());
    }
    let (hash, version) = (image.strip.digests.image.short(), image.hash_version);
    let message = format!(
        "the image of hash {hash} was built under hash version {version}: it is kept, and never offered for reuse"
    );
    Err(Error::refuse(code::CONFLICT, message)
        .help(format!("Build a version that used it; that makes an image under hash version {HASH_VERSION}")))
}

fn no_image(hash: Digest) -> Error {
    Error::not_found(format!("image of hash {}", hash.short()))
}

/// What moved from the last image of a hash to one that was built just now, for the audit trail.
pub async fn changes_since_last(
    connection: &mut Connection,
    hash: &str,
    lock: &[LockedPackage],
) -> Result<ActivityDetail, store::Error> {
    let Some(last) = past::all(connection, hash).await?.into_iter().next() else {
        return Ok(ActivityDetail::default());
    };
    let before = past::lock(connection, hash, &last.manifest).await?;
    let changes = locks::moves(&before, lock).into_iter();
    let changes = changes.map(|package| activity::field_change(package.name, package.before, package.after));
    Ok(activity::truncated(changes.collect()))
}
