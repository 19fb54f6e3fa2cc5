//! Builds from a lock: exactly the packages of an image that was recorded, also when its registry or the indexes have
//! moved on.

use crate::{
    Error, activity,
    clock::{milliseconds_between, stamp},
    history,
    store::{
        Connection,
        builds::Way,
        images,
        log::{self, Log},
        past,
        queue::Claimed,
        ties::{self, New},
    },
    wire,
    workspace::Rooms,
};
use api::{Action, LostImage, StepKind, Subject, Version, WorkspaceEvent, code};
use builder::Locked;
use definition::Digest;

/// Refuses the lock of an image that is not recorded for this hash.
pub async fn known(connection: &mut Connection, hash: Digest, manifest: &str) -> Result<(), Error> {
    match past::get(connection, &hash.to_string(), manifest).await? {
        Some(image) => history::reusable(&image),
        None => Err(Error::not_found(format!("image {manifest} of hash {}", hash.short()))
            .field("lock")
            .help("The images of a hash are in its history")),
    }
}

/// Refuses to join a build that installs other packages than were asked for.
pub fn joins(build: i64, active: &Way, asked: &Way) -> Result<(), Error> {
    let fits = match (&asked.lock, &active.lock) {
        (Some(asked), Some(active)) => asked == active,
        (Some(_), None) => false,
        // Any image of the hash will do, unless somebody wants what the indexes hold today.
        (None, locked) => locked.is_none() || !asked.rebuild,
    };
    if fits {
        return Ok(());
    }
    let message = format!("build {build} of this hash is on its way with other packages; nothing was started");
    Err(Error::refuse(code::CONFLICT, message).field("lock").help("Wait until it has ended, or cancel it"))
}

/// What the audit trail says of a build from a lock.
pub fn reason(way: &Way) -> Option<String> {
    way.lock.as_ref().map(|manifest| format!("with the packages of image {manifest}"))
}

/// The packages that a build installs, exactly those; none when it resolves its definition.
pub async fn packages(rooms: &Rooms, claimed: &Claimed) -> Result<Option<Vec<Locked>>, Error> {
    let Some(manifest) = &claimed.lock else { return Ok(None) };
    let mut connection = rooms.store.read().await?;
    let lock = past::lock(&mut connection, &claimed.image, manifest).await?;
    Ok(Some(lock.into_iter().map(wire::unlock).collect()))
}

/// Whether the image that a build made is what its hash stands for: one from a lock fills a gap, and takes the place of
/// another only when that was asked for.
pub async fn becomes_current(connection: &mut Connection, claimed: &Claimed) -> Result<bool, Error> {
    if claimed.lock.is_none() || claimed.rebuild {
        return Ok(true);
    }
    Ok(images::manifest(connection, &claimed.image).await?.is_none())
}

/// Serves the versions that were tied to the image that is gone with the one that was made from its lock, and writes into
/// the log whether it is the same. `made` is recorded.
pub async fn settle(
    connection: &mut Connection,
    rooms: &Rooms,
    claimed: &Claimed,
    made: &str,
) -> Result<Vec<WorkspaceEvent>, Error> {
    let Some(before) = claimed.lock.as_deref() else { return Ok(Vec::new()) };
    let at = stamp(rooms.settings.clock.now());
    let after = milliseconds_between(&claimed.started_at, &at);
    let line = if before == made {
        format!("The image is the same as before: {made}")
    } else {
        format!("The image has the same packages, but another digest than before: {before} was it, {made} is it now")
    };
    log::append(connection, Log::Build(claimed.id), &[(StepKind::Push, after, line)]).await?;
    let gone = past::get(connection, &claimed.image, before).await?.is_some_and(|image| image.evicted_at.is_some());
    if before == made || !gone {
        return Ok(Vec::new());
    }
    let hash: Digest = claimed.image.parse().map_err(crate::store::corrupt)?;
    let mut told = Vec::new();
    for reference in ties::to(connection, &claimed.image, before).await? {
        let by = &rooms.settings.owner;
        let new = New { reference: &reference, hash: &claimed.image, manifest: made, at: &at, by };
        ties::tie(connection, &new).await?;
        let detail = activity::image(connection, hash, Some(before), Some(made)).await?;
        let subject = Subject::Version(reference.clone());
        activity::record(connection, rooms, &at, Action::Tie, &subject, detail).await?;
        told.push(WorkspaceEvent::Environment(reference.environment));
    }
    Ok(told)
}

/// The image that a version had, when it has none and the registry lost or gave up the one there was.
pub async fn lost(connection: &mut Connection, version: &Version) -> Result<Option<LostImage>, Error> {
    let hash = version.digests.image.to_string();
    match &version.tied {
        Some(manifest) => Ok(past::get(connection, &hash, manifest).await?.and_then(left)),
        None if images::manifest(connection, &hash).await?.is_some() => Ok(None),
        None => last(connection, &hash).await,
    }
}

/// The last image of a hash that has none now, if the registry lost it or gave it up.
pub async fn last(connection: &mut Connection, hash: &str) -> Result<Option<LostImage>, Error> {
    Ok(past::of(connection, hash).await?.into_iter().next().and_then(left))
}

fn left(image: images::Stored) -> Option<LostImage> {
    // One of an older version of the hash is not built again from its lock.
    let images::Stored { manifest, build, built_at, evicted_at, .. } =
        Some(image).filter(images::Stored::is_reusable)?;
    Some(LostImage { manifest, build, built_at, left_at: evicted_at?, used_by: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(rebuild: bool, lock: Option<&str>) -> Way {
        Way { rebuild, lock: lock.map(Into::into) }
    }

    #[test]
    fn whoever_wants_certain_packages_joins_no_build_of_others() {
        let joins = |active, asked| joins(7, &active, &asked).is_ok();
        assert!(joins(way(false, None), way(false, None)) && joins(way(false, None), way(true, None)));
        assert!(joins(way(false, Some("a")), way(false, Some("a"))) && joins(way(false, Some("a")), way(false, None)));
        assert!(!joins(way(false, Some("a")), way(false, Some("b"))));
        assert!(!joins(way(false, None), way(false, Some("a"))));
        assert!(!joins(way(false, Some("a")), way(true, None)), "today's packages are wanted");
    }
}
