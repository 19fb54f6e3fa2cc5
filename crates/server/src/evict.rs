//! Eviction: images leave the registry to make room. Their rows stay, with lock, layers and history.

use crate::{
    Error, Workspace, activity,
    clock::{milliseconds_between, stamp},
    store::{
        Connection, hash_versions, images,
        past::{self, Leaving},
        reuses, ties, versions,
    },
    worth::{self, Weighed},
};
use api::{Action, EvictRequest, Evicted, Eviction, Room, Subject, WorkspaceEvent, code};
use std::collections::HashSet;

/// How many versions are named that lose their image.
const NAMED: i64 = 10;
/// Milliseconds of a day.
const DAY: u64 = 24 * 60 * 60 * 1000;

/// What goes, the least valuable first, how many stay because versions are tied to them, and what that frees in bytes.
struct Choice {
    going: Vec<Weighed>,
    tied: u32,
    frees: u64,
}

/// Evicts images, or tells which would be.
pub async fn evict(workspace: &Workspace, request: EvictRequest) -> Result<Eviction, Error> {
    let EvictRequest { hashes, unused, older_than, free, dry_run } = &request;
    if hashes.is_empty() && !unused && older_than.is_none() && free.is_none() {
        return Err(Error::refuse(code::INVALID_PARAMETER, "nothing says which images to evict")
            .help("Name hashes, ask for unused or older images, or say how much room is to be free"));
    }
    let mut connection = workspace.store.read().await?;
    let choice = choose(&mut connection, workspace, &request).await?;
    let mut told = Vec::with_capacity(choice.going.len());
    for image in &choice.going {
        told.push(tell(&mut connection, image).await?);
    }
    drop(connection);
    let room =
        if *dry_run { workspace.builder.room(idle(workspace)) } else { make_room(workspace, &choice.going).await? };
    Ok(Eviction { dry_run: *dry_run, images: told, tied: choice.tied, frees: choice.frees, room: wire(room) })
}

/// Removes the images, and frees their room when nothing is being built.
async fn make_room(workspace: &Workspace, going: &[Weighed]) -> Result<builder::Room, Error> {
    // Held to the end: no build may begin while the registry collects its garbage.
    let _begin = workspace.queue.begin.lock().await;
    if going.is_empty() {
        return Ok(workspace.builder.room(true));
    }
    // Wished for before anything goes, so that a later start frees what this one does not get to.
    if let Err(error) = workspace.builder.collect_later() {
        tracing::warn!(%error, "the room of evicted images stays taken until others are evicted");
    }
    for Weighed { image, .. } in going {
        remove(workspace, image).await?;
    }
    let room = workspace.builder.room(idle(workspace));
    if room != builder::Room::Now {
        return Ok(room);
    }
    Ok(match workspace.builder.collect().await {
        Ok(()) => room,
        Err(reason) => {
            tracing::warn!(reason, "the room of evicted images is not free yet");
            builder::Room::Restart
        }
    })
}

/// Whether nothing uses the registry: no build, and no run, which may be fetching its image.
fn idle(workspace: &Workspace) -> bool {
    workspace.queue.busy() + workspace.runs.busy() == 0
}

async fn choose(connection: &mut Connection, workspace: &Workspace, request: &EvictRequest) -> Result<Choice, Error> {
    let wanted: HashSet<_> = request.hashes.iter().copied().collect();
    let now = stamp(workspace.settings.clock.now());
    let (mut going, mut staying, mut tied) = (Vec::new(), Vec::new(), 0);
    for image in past::kept(connection).await? {
        let hash = image.strip.digests.image.to_string();
        let named = wanted.is_empty() || wanted.contains(&image.strip.digests.image);
        let is_reusable = image.current && image.is_reusable();
        let unused = !is_reusable || versions::count_sharing(connection, &hash).await? == 0;
        let idle = age(connection, &image, &hash, &now).await?;
        let old = request.older_than.is_none_or(|days| idle >= u64::from(days) * DAY);
        if !(named && old && (unused || !request.unused)) {
            staying.push(image);
        } else if may_go(connection, &image, request).await? {
            going.push(Weighed { image, unused, idle });
        } else {
            tied += 1;
            staying.push(image);
        }
    }
    going.sort_by(worth::least_first);
    let frees = worth::enough(&mut going, &staying, request.free);
    Ok(Choice { going, tied, frees })
}

/// Whether an image that was chosen is tied to no version. Under an older version of the hash it was tied by somebody who
/// wanted exactly that image: it goes only when it is named.
async fn may_go(
    connection: &mut Connection,
    image: &images::Stored,
    request: &EvictRequest,
) -> Result<bool, sqlx::Error> {
    let hash = image.strip.digests.image.to_string();
    let is_named = !request.hashes.is_empty();
    Ok(ties::to(connection, &hash, &image.manifest).await?.is_empty()
        && (is_named || !hash_versions::was_tied(connection, &hash, &image.manifest).await?))
}

/// Milliseconds since the image was built or, being the current one of its hash, reused.
async fn age(connection: &mut Connection, image: &images::Stored, hash: &str, now: &str) -> Result<u64, sqlx::Error> {
    let reused = if image.current { reuses::last(connection, hash).await? } else { None };
    let last = reused.filter(|reused| *reused > image.built_at);
    Ok(milliseconds_between(last.as_deref().unwrap_or(&image.built_at), now))
}

async fn tell(connection: &mut Connection, weighed: &Weighed) -> Result<Evicted, Error> {
    let Weighed { image, unused, idle } = weighed;
    let hash = image.strip.digests.image.to_string();
    let (loses, count) = if image.current && image.is_reusable() {
        ties::untied(connection, &hash, NAMED).await?
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
        loses,
        losers: count,
    })
}

/// Removes one image, unless somebody tied a version to it meanwhile.
async fn remove(workspace: &Workspace, image: &images::Stored) -> Result<(), Error> {
    let hash = image.strip.digests.image.to_string();
    let unreachable = |reason| {
        Error::refuse(code::UNAVAILABLE, format!("the registry did not remove the image: {reason}"))
            .help("Images that were evicted before this one are gone; the others stay. Try again later")
    };
    let mut write = workspace.store.write().await?;
    if !ties::to(&mut write, &hash, &image.manifest).await?.is_empty() {
        return Ok(());
    }
    // The registry first: should the server die here, the next comparison finds that the image is gone.
    workspace.builder.remove_image(&image.manifest).await.map_err(unreachable)?;
    let at = stamp(workspace.settings.clock.now());
    past::leave(&mut write, &hash, &image.manifest, &at, Leaving::Evicted).await?;
    if !past::needs_stage(&mut write, &image.strip.digests.stage.to_string()).await? {
        workspace.builder.remove_stage(image.strip.digests.stage).await.map_err(unreachable)?;
    }
    let hash = image.strip.digests.image;
    let detail = activity::image(&mut write, hash, Some(&image.manifest), None).await?;
    activity::record(&mut write, workspace, &at, Action::Evict, &Subject::Image(hash), detail).await?;
    write.commit().await?;
    workspace.events.tell(WorkspaceEvent::Image(hash.to_string()));
    Ok(())
}

fn wire(room: builder::Room) -> Room {
    match room {
        builder::Room::Now => Room::Now,
        builder::Room::Restart => Room::Restart,
        builder::Room::Elsewhere => Room::Elsewhere,
    }
}
