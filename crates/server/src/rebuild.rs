//! What a rebuild would touch, told before it starts.

use crate::{
    Error, Workspace, builds as service, history, preview,
    store::{
        builds,
        expected::{self, Like},
        images, ties, versions,
    },
};
use api::{RebuildOutlook, StagePresence, StepKind};
use definition::{Digest, Python};

/// How many versions are named.
const NAMED: i64 = 1000;

/// What a rebuild of the image of a hash would touch.
pub async fn outlook(workspace: &Workspace, hash: Digest) -> Result<RebuildOutlook, Error> {
    let checked = history::definition(workspace, hash).await?;
    let text = hash.to_string();
    let digests = checked.strip.digests;
    // What the user manages is in the Docker steps, so these are what a rebuild is about.
    let stage = match checked.canonical.python {
        Python::User => StagePresence::Missing,
        Python::System { .. } => preview::stage(workspace, digests.stage).await,
    };
    let mut kinds = service::steps(&checked);
    kinds.retain(|kind| stage != StagePresence::Cached || *kind != StepKind::Stage);
    let mut connection = workspace.store.read().await?;
    let like = Like::of(&digests, Some(checked.python_packages()));
    Ok(RebuildOutlook {
        digests,
        filled: checked.strip.filled,
        manifest: images::current(&mut connection, &text).await?.map(|image| image.manifest),
        touches: ties::touched(&mut connection, &text, NAMED).await?,
        users: versions::count_sharing(&mut connection, &text).await?,
        stage,
        expected: expected::steps(&mut connection, &like, &kinds).await?,
        building: builds::active(&mut connection, &text).await?,
    })
}
