//! Eviction: images leave the registry to free disk space. Their rows stay, with lock, layers and history.

use super::eviction_order::{Candidate, first_to_evict, take_enough};
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::{SharedClock, milliseconds_between},
    counterparts::IntoApi as _,
    events::Events,
    jobs::{JobPool, StartLock},
};
use api::{Action, EvictRequest, Evicted, Permission, Room, Subject, WorkspaceEvent, code};
use builder::Builder;
use std::{collections::HashSet, sync::Arc};
use store::{
    Connection, Store,
    images::{
        ImageRow,
        history::{self, Departure},
        reuses,
    },
    versions::{self, hash_versions, ties},
};

/// How many versions are named that lose their image.
const MAX_NAMED: i64 = 10;
/// Milliseconds of a day.
const MILLISECONDS_PER_DAY: u64 = 24 * 60 * 60 * 1000;

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

/// What is evicted, in this order; how many images stay because versions are tied to them; and how many bytes are freed.
struct Selection {
    evicted: Vec<Candidate>,
    tied: u32,
    frees: u64,
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
        let mut connection = self.store.read().await?;
        let selection = self.select(&mut connection, &request).await?;
        let mut images = Vec::with_capacity(selection.evicted.len());
        for candidate in &selection.evicted {
            images.push(describe(&mut connection, candidate).await?);
        }
        drop(connection);
        let room = if *dry_run {
            self.builder.room(self.is_idle())
        } else {
            self.evict_all(actor, &selection.evicted).await?
        };
        Ok(api::Eviction {
            dry_run: *dry_run,
            images,
            tied: selection.tied,
            frees: selection.frees,
            room: to_api(room),
        })
    }

    /// Removes the images, and frees their space when nothing is being built.
    async fn evict_all(&self, actor: &Actor, evicted: &[Candidate]) -> Result<builder::Room, Error> {
        // Held to the end: no build may start while the registry collects its garbage.
        let _starting = self.start_lock.acquire().await;
        if evicted.is_empty() {
            return Ok(self.builder.room(true));
        }
        // Requested before anything is removed, so that a later start frees what this one does not get to.
        if let Err(error) = self.builder.collect_later() {
            tracing::warn!(%error, "disk space of evicted images will be reclaimed by the next eviction");
        }
        for Candidate { image, .. } in evicted {
            self.remove(actor, image).await?;
        }
        let room = self.builder.room(self.is_idle());
        if room != builder::Room::Now {
            return Ok(room);
        }
        Ok(match self.builder.collect().await {
            Ok(()) => room,
            Err(reason) => {
                tracing::warn!(reason, "could not reclaim the disk space of evicted images yet");
                builder::Room::Restart
            }
        })
    }

    /// Whether nothing uses the registry: no build, and no run, which may be pulling its image.
    fn is_idle(&self) -> bool {
        self.build_pool.running_count() + self.run_pool.running_count() == 0
    }

    async fn select(&self, connection: &mut Connection, request: &EvictRequest) -> Result<Selection, Error> {
        let named: HashSet<_> = request.hashes.iter().copied().collect();
        let now = self.clock.timestamp();
        let (mut evicted, mut staying, mut tied) = (Vec::new(), Vec::new(), 0);
        for image in history::in_registry(connection).await? {
            let hash = image.strip.digests.image.to_string();
            let is_named = named.is_empty() || named.contains(&image.strip.digests.image);
            let is_reusable = image.current && image.is_reusable();
            let unused = !is_reusable || versions::count_sharing(connection, &hash).await? == 0;
            let idle = idle_time(connection, &image, &hash, &now).await?;
            let is_old = request.older_than.is_none_or(|days| idle >= u64::from(days) * MILLISECONDS_PER_DAY);
            if !(is_named && is_old && (unused || !request.unused)) {
                staying.push(image);
            } else if may_be_evicted(connection, &image, request).await? {
                evicted.push(Candidate { image, unused, idle });
            } else {
                tied += 1;
                staying.push(image);
            }
        }
        evicted.sort_by(first_to_evict);
        let frees = take_enough(&mut evicted, &staying, request.free);
        Ok(Selection { evicted, tied, frees })
    }

    /// Removes one image, unless somebody tied a version to it meanwhile.
    async fn remove(&self, actor: &Actor, image: &ImageRow) -> Result<(), Error> {
        let hash = image.strip.digests.image.to_string();
        let unreachable = |reason| {
            Error::refuse(code::UNAVAILABLE, format!("the registry did not remove the image: {reason}"))
                .help("Images that were evicted before this one are gone; the others stay. Try again later")
        };
        let mut write = self.store.write().await?;
        if !ties::of_image(&mut write, &hash, &image.manifest).await?.is_empty() {
            return Ok(());
        }
        // The registry first: should the server be killed here, the next reconciliation finds that the image is gone.
        self.builder.remove_image(&image.manifest).await.map_err(unreachable)?;
        let at = self.clock.timestamp();
        history::mark_gone(&mut write, &hash, &image.manifest, &at, Departure::Evicted).await?;
        if !history::is_stage_used(&mut write, &image.strip.digests.stage.to_string()).await? {
            self.builder.remove_stage(image.strip.digests.stage).await.map_err(unreachable)?;
        }
        let hash = image.strip.digests.image;
        let detail = activity::image_change(&mut write, hash, Some(&image.manifest), None).await?;
        activity::record(&mut write, actor, &at, Action::Evict, &Subject::Image(hash), detail).await?;
        write.commit().await?;
        self.events.publish(WorkspaceEvent::Image(hash.to_string()));
        Ok(())
    }
}

/// Whether a selected image is tied to no version. Under an older version of the hash it was tied by somebody who wanted
/// exactly that image: it is evicted only when it is named.
async fn may_be_evicted(
    connection: &mut Connection,
    image: &ImageRow,
    request: &EvictRequest,
) -> Result<bool, store::Error> {
    let hash = image.strip.digests.image.to_string();
    let is_named = !request.hashes.is_empty();
    Ok(ties::of_image(connection, &hash, &image.manifest).await?.is_empty()
        && (is_named || !hash_versions::was_tied(connection, &hash, &image.manifest).await?))
}

/// Milliseconds since the image was built or, being the current one of its hash, reused.
async fn idle_time(connection: &mut Connection, image: &ImageRow, hash: &str, now: &str) -> Result<u64, store::Error> {
    let reused = if image.current { reuses::last(connection, hash).await? } else { None };
    let last = reused.filter(|reused| *reused > image.built_at);
    Ok(milliseconds_between(last.as_deref().unwrap_or(&image.built_at), now))
}

async fn describe(connection: &mut Connection, candidate: &Candidate) -> Result<Evicted, Error> {
    let Candidate { image, unused, idle } = candidate;
    let hash = image.strip.digests.image.to_string();
    let (loses, count) = if image.current && image.is_reusable() {
        ties::untied(connection, &hash, MAX_NAMED).await?
    } else {
        (Vec::new(), 0)
    };
    Ok(Evicted {
        digests: image.strip.digests,
        hash_version: image.hash_version,
        filled: image.strip.filled,
        manifest: image.manifest.clone(),
        size: image.size,
        built_at: image.built_at.clone(),
        current: image.current,
        unused: *unused,
        idle: *idle,
        duration: image.duration,
        loses: loses.into_api(),
        losers: count,
    })
}

fn to_api(room: builder::Room) -> Room {
    match room {
        builder::Room::Now => Room::Now,
        builder::Room::Restart => Room::Restart,
        builder::Room::Elsewhere => Room::Elsewhere,
    }
}
