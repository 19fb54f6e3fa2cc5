//! What a rebuild would change, reported before it starts.

use super::{History, presence::stage_presence};
use crate::{Error, access::Actor, counterparts::IntoApi as _};
use api::{RebuildOutlook, StagePresence, Touched};
use builder::Builder;
use definition::{Digest, Python};
use std::sync::Arc;
use store::{
    StepKind, Store,
    builds::{
        self,
        estimates::{self, BuildProfile},
    },
    images,
    versions::{
        self,
        ties::{self, TouchedVersion},
    },
};

/// How many versions are named.
const MAX_VERSIONS: i64 = 1000;

/// Reports what rebuilds would change.
#[derive(Clone)]
pub struct RebuildOutlooks {
    store: Store,
    builder: Arc<Builder>,
    history: History,
}

impl RebuildOutlooks {
    /// Reports on the images of this store.
    pub fn new(store: Store, builder: Arc<Builder>, history: History) -> Self {
        Self { store, builder, history }
    }

    /// What a rebuild of the image of a hash would change.
    pub async fn get(&self, actor: &Actor, hash: Digest) -> Result<RebuildOutlook, Error> {
        let checked = self.history.definition(actor, hash).await?;
        let text = hash.to_string();
        let digests = checked.strip.digests;
        // What the user manages is in the Docker steps, so these are what a rebuild is about.
        let stage = match checked.canonical.python {
            Python::User => StagePresence::Missing,
            Python::System { .. } => stage_presence(&self.builder, digests.stage).await,
        };
        let mut kinds = checked.build_steps();
        kinds.retain(|kind| stage != StagePresence::Cached || *kind != StepKind::Stage);
        let mut connection = self.store.read().await?;
        let touched = ties::touched(&mut connection, &text, MAX_VERSIONS).await?;
        let profile = BuildProfile::of(&digests, Some(checked.python_packages()));
        Ok(RebuildOutlook {
            digests,
            filled: checked.strip.filled,
            manifest: images::current(&mut connection, &text).await?.map(|image| image.manifest),
            touches: touched.into_iter().map(to_api).collect(),
            users: versions::count_sharing(&mut connection, &text).await?,
            stage,
            expected: estimates::steps(&mut connection, &profile, &kinds).await?.into_api(),
            building: builds::active(&mut connection, &text).await?,
        })
    }
}

fn to_api(touched: TouchedVersion) -> Touched {
    let TouchedVersion { environment, version, registered_by, registered_at, tied } = touched;
    Touched { environment, version, registered_by, registered_at, tied }
}
