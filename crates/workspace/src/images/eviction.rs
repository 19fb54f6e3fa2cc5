//! Eviction: images leave the registry to free disk space. Their rows stay, with lock, layers and history.
//!
//! The database says first that an image leaves, in a transaction that checks once more what the image was chosen by; then the
//! registry is asked, outside of any transaction; then the database says that it has left, or that it stays. What a crash
//! leaves between the first and the last is finished by the next start.

use super::eviction_selection::{Candidate, Selection, select};
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::{SharedClock, stamp},
    counterparts::IntoApi as _,
    disk::blocking,
    events::Events,
    jobs::{JobPool, StartLock},
};
use api::{Action, ActivityDetail, EvictRequest, Evicted, Permission, Room, Subject, WorkspaceEvent, code};
use builder::Builder;
use definition::Digest;
use std::sync::Arc;
use store::{
    Store,
    images::{
        eviction::{self as rows, EvictionFilter, EvictionKey, LeavingImage},
        history,
    },
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

/// How often evictions that were interrupted are looked for.
const FINISHING_INTERVAL: std::time::Duration = std::time::Duration::from_mins(1);

/// Evicts images.
#[derive(Clone)]
pub struct Eviction {
    store: Store,
    builder: Arc<Builder>,
    events: Events,
    clock: SharedClock,
    build_pool: JobPool,
    run_pool: JobPool,
    start_lock: StartLock,
}

impl Eviction {
    /// Evicts images of this store from the builder's registry while the pools execute nothing.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        events: Events,
        clock: SharedClock,
        (build_pool, run_pool): (JobPool, JobPool),
        start_lock: StartLock,
    ) -> Self {
        Self { store, builder, events, clock, build_pool, run_pool, start_lock }
    }

    /// Evicts images, or reports which would be.
    pub async fn evict(&self, actor: &Actor, request: EvictRequest) -> Result<api::Eviction, Error> {
        let permission = if request.dry_run { Permission::View } else { Permission::Evict };
        authorize(actor, permission, Resource::Workspace)?;
        let EvictRequest { hashes, unused, older_than, free, dry_run } = &request;
        if hashes.is_empty() && !unused && older_than.is_none() && free.is_none() {
            return Err(Error::refuse(code::INVALID_PARAMETER, "the request does not say which images to evict")
                .help("Name hashes, ask for unused or older images, or say how much space is to be free"));
        }
        let now = self.clock.now();
        let filter = filter(&request, now);
        let mut connection = self.store.read().await?;
        let Selection { evicted, tied } = select(&mut connection, &filter, &stamp(now), *free).await?;
        drop(connection);
        let (evicted, room) = if *dry_run {
            (evicted, self.builder.room(self.is_idle()))
        } else {
            let evicted = self.evict_all(actor, &filter, evicted).await?;
            let room = self.reclaim(evicted.is_empty()).await;
            (evicted, room)
        };
        Ok(api::Eviction {
            dry_run: *dry_run,
            frees: evicted.iter().map(|candidate| candidate.frees).sum(),
            images: evicted.into_iter().map(to_api).collect(),
            tied,
            room: room_to_api(room),
        })
    }

    /// Removes the images that were chosen, but for those about which something changed meanwhile; returns which were removed.
    async fn evict_all(
        &self,
        actor: &Actor,
        filter: &EvictionFilter,
        chosen: Vec<Candidate>,
    ) -> Result<Vec<Candidate>, Error> {
        if chosen.is_empty() {
            return Ok(chosen);
        }
        // Requested before anything is removed, so that a later start frees what this one does not get to.
        let builder = Arc::clone(&self.builder);
        if let Err(error) = blocking(move || builder.collect_later()).await? {
            tracing::warn!(%error, "disk space of evicted images will be reclaimed by the next eviction");
        }
        let mut evicted = Vec::with_capacity(chosen.len());
        for candidate in chosen {
            if self.evict_one(actor, filter, &candidate).await? {
                evicted.push(candidate);
            }
        }
        Ok(evicted)
    }

    /// Removes one image; false when something about it changed since it was chosen.
    async fn evict_one(&self, actor: &Actor, filter: &EvictionFilter, candidate: &Candidate) -> Result<bool, Error> {
        let Candidate { key, image, .. } = candidate;
        // No build starts meanwhile: it could push the very image that is being removed.
        let _starting = self.start_lock.acquire().await;
        let hash = image.strip.digests.image;
        if !self.mark_leaving(actor, filter, key, hash).await? {
            return Ok(false);
        }
        if let Err(reason) = self.builder.remove_image(&key.manifest).await {
            self.undo(actor, key, hash, &reason).await?;
            let message = format!("the registry did not remove the image: {reason}");
            return Err(Error::refuse(code::UNAVAILABLE, message)
                .help("Images that were evicted before this one are gone; the others stay. Try again later"));
        }
        let leaving = LeavingImage { image: hash, manifest: key.manifest.clone(), stage: image.strip.digests.stage };
        if let Err(error) = self.finish(&leaving).await {
            tracing::warn!(%error, %hash, "could not finish an eviction; it is finished later");
        }
        Ok(true)
    }

    /// Records that an image leaves the registry, unless something about it changed since it was chosen.
    async fn mark_leaving(
        &self,
        actor: &Actor,
        filter: &EvictionFilter,
        key: &EvictionKey,
        hash: Digest,
    ) -> Result<bool, Error> {
        let mut write = self.store.write().await?;
        let at = self.clock.timestamp();
        if !rows::is_unchanged(&mut write, filter, key).await?
            || !rows::begin(&mut write, &key.image, &key.manifest, &at).await?
        {
            return Ok(false);
        }
        let detail = activity::image_change(&mut write, hash, Some(&key.manifest), None).await?;
        activity::record(&mut write, actor, &at, Action::Evict, &Subject::Image(hash), detail).await?;
        write.commit().await?;
        self.events.publish(WorkspaceEvent::Image(key.image.clone()));
        Ok(true)
    }

    /// Records that an image stays, because the registry did not remove it.
    async fn undo(&self, actor: &Actor, key: &EvictionKey, hash: Digest, reason: &str) -> Result<(), Error> {
        let mut write = self.store.write().await?;
        if rows::undo(&mut write, key).await? {
            let change = activity::image_change(&mut write, hash, None, Some(&key.manifest)).await?;
            let reason = format!("the registry did not remove it: {reason}");
            let detail = ActivityDetail { reason: Some(reason), ..change };
            let at = self.clock.timestamp();
            activity::record(&mut write, actor, &at, Action::Reappear, &Subject::Image(hash), detail).await?;
            write.commit().await?;
            self.events.publish(WorkspaceEvent::Image(key.image.clone()));
        }
        Ok(())
    }

    /// Removes the image of step 1 unless something uses it, then records that the image has left the registry.
    async fn finish(&self, leaving: &LeavingImage) -> Result<(), Error> {
        let LeavingImage { image, manifest, stage } = leaving;
        let is_stage_used = history::is_stage_used(&mut *self.store.read().await?, &stage.to_string()).await?;
        if !is_stage_used {
            let removed = self.builder.remove_stage(*stage).await;
            removed.map_err(|reason| Error::Internal(format!("the registry did not remove the stage: {reason}")))?;
        }
        let mut write = self.store.write().await?;
        rows::finish(&mut write, &image.to_string(), manifest).await?;
        Ok(write.commit().await?)
    }

    /// Finishes the evictions that a crash, or a client that went away, interrupted: at once and then every minute, until the
    /// shutdown.
    pub fn spawn_finishing(&self, shutdown: CancellationToken) {
        let own = self.clone();
        tokio::spawn(shutdown.run_until_cancelled_owned(async move {
            loop {
                if let Err(error) = own.finish_interrupted().await {
                    tracing::warn!(%error, "could not finish evictions that were interrupted");
                }
                tokio::time::sleep(FINISHING_INTERVAL).await;
            }
        }));
    }

    async fn finish_interrupted(&self) -> Result<(), Error> {
        let found = rows::leaving(&mut *self.store.read().await?).await?;
        for image in found {
            let _starting = self.start_lock.acquire().await;
            // Whoever evicts holds the lock: what leaves now is not in anybody's hands. A build may have begun meanwhile.
            let leaving = rows::leaving(&mut *self.store.read().await?).await?;
            let is_same = |other: &LeavingImage| (other.image, &other.manifest) == (image.image, &image.manifest);
            if !leaving.iter().any(is_same) {
                continue;
            }
            let removed = self.builder.remove_image(&image.manifest).await;
            removed.map_err(|reason| Error::Internal(format!("the registry did not remove the image: {reason}")))?;
            self.finish(&image).await?;
        }
        Ok(())
    }

    /// Frees the space of images that were removed when nothing uses the registry; when their space is free.
    async fn reclaim(&self, is_nothing_removed: bool) -> builder::Room {
        if is_nothing_removed {
            return self.builder.room(true);
        }
        // Held to the end: no build may start while the registry collects its garbage.
        let _starting = self.start_lock.acquire().await;
        let room = self.builder.room(self.is_idle());
        if room != builder::Room::Now {
            return room;
        }
        match self.builder.collect().await {
            Ok(()) => room,
            Err(reason) => {
                tracing::warn!(reason, "could not reclaim the disk space of evicted images yet");
                builder::Room::Restart
            }
        }
    }

    /// Whether nothing uses the registry: no build, and no run, which may be pulling its image.
    fn is_idle(&self) -> bool {
        self.build_pool.running_count() + self.run_pool.running_count() == 0
    }
}

fn filter(request: &EvictRequest, now: OffsetDateTime) -> EvictionFilter {
    // Nothing is older than the first time that there is.
    let before = |days: u32| now.checked_sub(time::Duration::days(days.into())).map(stamp).unwrap_or_default();
    EvictionFilter {
        hashes: request.hashes.clone(),
        only_unused: request.unused,
        used_before: request.older_than.map(before),
    }
}

fn to_api(candidate: Candidate) -> Evicted {
    let Candidate { key, image, idle, loses: (versions, count), .. } = candidate;
    Evicted {
        digests: image.strip.digests,
        hash_version: image.hash_version,
        filled: image.strip.filled,
        manifest: image.manifest,
        size: image.size,
        built_at: image.built_at,
        current: image.current,
        unused: key.unused,
        idle,
        duration: image.duration,
        loses: versions.into_api(),
        losers: count,
    }
}

fn room_to_api(room: builder::Room) -> Room {
    match room {
        builder::Room::Now => Room::Now,
        builder::Room::Restart => Room::Restart,
        builder::Room::Elsewhere => Room::Elsewhere,
    }
}
