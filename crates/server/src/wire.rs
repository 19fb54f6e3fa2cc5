//! From rows to what travels.

use crate::{Error, Workspace, name::Name, store::versions};
use api::{Version, VersionSummary};
use definition::Comparison;

/// A version, given the newest one of its environment.
pub fn version(stored: versions::Stored, latest: String) -> Version {
    Version {
        environment: stored.reference.environment,
        version: stored.reference.version,
        r#type: stored.r#type,
        definition: stored.definition,
        digests: stored.strip.digests,
        description: stored.description,
        tags: stored.tags,
        registered_at: stored.registered_at,
        registered_by: stored.registered_by,
        image: stored.standing.state,
        latest,
    }
}

/// A version in a list.
pub fn summary(stored: versions::Stored, changes: Option<Comparison>) -> VersionSummary {
    VersionSummary {
        version: stored.reference.version,
        digests: stored.strip.digests,
        filled: stored.strip.filled,
        registered_at: stored.registered_at,
        registered_by: stored.registered_by,
        image: stored.standing.state,
        changes,
    }
}

/// The newest version of an environment that is there.
pub async fn latest(workspace: &Workspace, name: &Name) -> Result<String, Error> {
    let mut connection = workspace.store.read().await?;
    let newest = versions::newest(&mut connection, name.as_str()).await?;
    newest
        .map(|stored| stored.reference.version)
        .ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))
}
