//! Digests of an older version of the hash, upgraded to the version of this program when the workspace is opened.
//!
//! Versions get the digests that [`HASH_VERSION`] computes and keep those of before as former ones. Everything that
//! happened stays under the hash that it had: images, builds, reuses and the audit trail. No image of an older version of
//! the hash is offered for reuse.

use crate::{
    Error, access::Actor, activity, builds::finish_without_image, clock::Clock, counterparts::IntoApi as _,
    definitions::Checked,
};
use api::{Action, ActivityDetail, Subject};
use definition::HASH_VERSION;
use store::{
    BuildState, Connection, Store,
    builds::{self, queue::BuildEnd},
    environments, from_json,
    versions::hash_versions::{self, Outdated},
};

/// How many versions are upgraded in one transaction.
const BATCH_SIZE: i64 = 500;

/// Upgrades every version, and ends the builds that an older version of the hash left. To be called when the
/// workspace is opened, before builds are recovered. Whatever ends it, the next call goes on.
pub async fn upgrade(store: &Store, clock: &dyn Clock) -> Result<(), Error> {
    end_builds(store, clock).await?;
    let mut after: Option<Outdated> = None;
    let (mut renewed, mut without_hash) = (0, 0);
    loop {
        let mut write = store.write().await?;
        let batch = hash_versions::outdated(&mut write, after.as_ref(), BATCH_SIZE).await?;
        for outdated in &batch {
            if upgrade_version(&mut write, clock, outdated).await? {
                renewed += 1;
            } else {
                without_hash += 1;
            }
        }
        write.commit().await?;
        let Some(last) = batch.into_iter().next_back() else { break };
        after = Some(last);
    }
    if renewed > 0 {
        tracing::info!(renewed, "versions of environments have digests of hash version {HASH_VERSION} now");
    }
    if without_hash > 0 {
        tracing::warn!(without_hash, "versions of environments have no hash under hash version {HASH_VERSION}");
    }
    Ok(())
}

/// Gives a version its digests under this version of the hash; false when its definition has none, and it keeps the
/// former ones.
async fn upgrade_version(connection: &mut Connection, clock: &dyn Clock, outdated: &Outdated) -> Result<bool, Error> {
    hash_versions::record_former(connection, outdated).await?;
    if let Some(manifest) = &outdated.tied {
        let at = clock.timestamp();
        let reason = format!(
            "The hash of environments moved to version {HASH_VERSION}; the image was built under version {}",
            outdated.hash_version
        );
        let hash = outdated.strip.digests.image;
        let detail = ActivityDetail {
            reason: Some(reason),
            ..activity::image_change(connection, hash, Some(manifest), None).await?
        };
        let subject = Subject::Version(outdated.key.clone().into_api());
        activity::record(connection, &Actor::server(), &at, Action::Untie, &subject, detail).await?;
    }
    let read = from_json(&outdated.definition).map_err(Error::from);
    let checked = match read.and_then(|definition| Checked::stored(&definition)) {
        Ok(checked) => checked,
        Err(error) => {
            tracing::warn!(version = %outdated.key.clone().into_api(), %error, "the definition has no hash any more");
            return Ok(false);
        }
    };
    hash_versions::renew(connection, outdated, &checked.strip).await?;
    if outdated.is_latest {
        environments::set_packages(connection, &outdated.key.environment, &checked.packages()).await?;
    }
    Ok(true)
}

/// Ends the builds that wait or ran: their images would stand for a hash that nothing asks for any more.
async fn end_builds(store: &Store, clock: &dyn Clock) -> Result<(), Error> {
    let mut write = store.write().await?;
    let cause =
        format!("The hash of environments moved to version {HASH_VERSION} before this build ended. Build it again.");
    for id in hash_versions::unfinished_builds(&mut write).await? {
        let cancelling = builds::get(&mut write, id).await?.is_some_and(|stored| stored.cancelling);
        let at = clock.timestamp();
        let (state, cause) =
            if cancelling { (BuildState::Cancelled, None) } else { (BuildState::Failed, Some(cause.as_str())) };
        finish_without_image(&mut write, id, &BuildEnd { state, at: &at, duration: None, cause, manifest: None })
            .await?;
    }
    write.commit().await?;
    Ok(())
}
