//! Builds from a lock: exactly the packages of an image that was recorded, also when its registry or the indexes have
//! moved on.

use crate::{
    Error,
    access::Actor,
    activity,
    clock::{Clock, milliseconds_between},
    counterparts::IntoApi as _,
    images,
    jobs::{Log, append_note},
};
use api::{Action, Subject, WorkspaceEvent, code};
use builder::Locked;
use definition::Digest;
use store::{
    Connection, StepKind, Store,
    builds::{BuildMode, queue::ClaimedBuild},
    images::{self as rows, history as past},
    versions::ties::{self, NewTie},
};

/// Refuses the lock of an image that is not recorded for this hash.
pub async fn ensure_recorded(connection: &mut Connection, hash: Digest, manifest: &str) -> Result<(), Error> {
    match past::get(connection, &hash.to_string(), manifest).await? {
        Some(image) => images::ensure_reusable(&image),
        None => Err(Error::not_found(format!("image {manifest} of hash {}", hash.short()))
            .field("lock")
            .help("The images of a hash are in its history")),
    }
}

/// Refuses to join a build that installs other packages than were asked for.
pub fn ensure_joinable(build: i64, active: &BuildMode, requested: &BuildMode) -> Result<(), Error> {
    let fits = match (&requested.lock, &active.lock) {
        (Some(requested), Some(active)) => requested == active,
        (Some(_), None) => false,
        // Any image of the hash will do, unless somebody wants what the indexes hold today.
        (None, locked) => locked.is_none() || !requested.rebuild,
    };
    if fits {
        return Ok(());
    }
    let message = format!("build {build} of this hash is in progress with other packages; nothing was started");
    Err(Error::refuse(code::CONFLICT, message).field("lock").help("Wait until it has ended, or cancel it"))
}

/// What the audit trail says of a build from a lock.
pub fn audit_reason(mode: &BuildMode) -> Option<String> {
    mode.lock.as_ref().map(|manifest| format!("with the packages of image {manifest}"))
}

/// The packages that a build installs, exactly those; none when it resolves its definition.
pub async fn packages(store: &Store, claimed: &ClaimedBuild) -> Result<Option<Vec<Locked>>, Error> {
    let Some(manifest) = &claimed.lock else { return Ok(None) };
    let mut connection = store.read().await?;
    let lock = past::lock(&mut connection, &claimed.image, manifest).await?;
    Ok(Some(lock.into_iter().map(images::from_stored_lock).collect()))
}

/// Whether the image that a build made is what its hash stands for: one from a lock fills a gap, and takes the place of
/// another only when that was asked for.
pub async fn becomes_current(connection: &mut Connection, claimed: &ClaimedBuild) -> Result<bool, Error> {
    if claimed.lock.is_none() || claimed.rebuild {
        return Ok(true);
    }
    Ok(rows::current_manifest(connection, &claimed.image).await?.is_none())
}

/// Ties the versions that were tied to an image that is gone to the one that was made from its lock, and writes into the log
/// whether it is the same. `made` is recorded already.
pub async fn settle(
    connection: &mut Connection,
    clock: &dyn Clock,
    claimed: &ClaimedBuild,
    made: &str,
) -> Result<Vec<WorkspaceEvent>, Error> {
    let Some(before) = claimed.lock.as_deref() else { return Ok(Vec::new()) };
    let at = clock.timestamp();
    let after = milliseconds_between(&claimed.started_at, &at);
    let line = if before == made {
        format!("The image is the same as before: {made}")
    } else {
        format!("The image has the same packages, but another digest than before: {before} was it, {made} is it now")
    };
    append_note(connection, Log::Build(claimed.id), (StepKind::Push, after, line)).await?;
    let gone = past::get(connection, &claimed.image, before).await?.is_some_and(|image| image.evicted_at.is_some());
    if before == made || !gone {
        return Ok(Vec::new());
    }
    let hash: Digest = claimed.image.parse().map_err(store::corrupt)?;
    let mut events = Vec::new();
    for tied in ties::of_image(connection, &claimed.image, before).await? {
        let server = Actor::server();
        let new = NewTie {
            environment: &tied.environment,
            version: &tied.version,
            hash: &claimed.image,
            manifest: made,
            at: &at,
            by: server.name(),
        };
        ties::tie(connection, &new).await?;
        let detail = activity::image_change(connection, hash, Some(before), Some(made)).await?;
        events.push(WorkspaceEvent::Environment(tied.environment.clone()));
        let subject = Subject::Version(tied.into_api());
        activity::record(connection, &server, &at, Action::Tie, &subject, detail).await?;
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(rebuild: bool, lock: Option<&str>) -> BuildMode {
        BuildMode { rebuild, lock: lock.map(Into::into) }
    }

    #[test]
    fn whoever_wants_certain_packages_joins_no_build_of_others() {
        let joins = |active, requested| ensure_joinable(7, &active, &requested).is_ok();
        assert!(joins(mode(false, None), mode(false, None)) && joins(mode(false, None), mode(true, None)));
        assert!(
            joins(mode(false, Some("a")), mode(false, Some("a"))) && joins(mode(false, Some("a")), mode(false, None))
        );
        assert!(!joins(mode(false, Some("a")), mode(false, Some("b"))));
        assert!(!joins(mode(false, None), mode(false, Some("a"))));
        assert!(!joins(mode(false, Some("a")), mode(true, None)), "today's packages are wanted");
    }
}
