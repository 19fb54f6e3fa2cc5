//! Version rows as the API has them.

use crate::{
    counterparts::IntoApi as _,
    definitions::{Checked, image_python},
};
use api::{FormerDigests, Version, VersionSummary};
use definition::{Comparison, Definition};
use store::versions::{VersionRow, hash_versions};

/// A version, given the newest one of its environment and whether that is archived and whether anonymous.
pub fn to_api(row: VersionRow, latest: String, (archived, anonymous): (bool, bool)) -> Version {
    let definition = Definition::from_json(&row.definition).ok();
    let is_outdated = row.hash_version != definition::HASH_VERSION;
    let no_hash = Checked::stored(&row.definition).err().filter(|_| is_outdated).map(|error| error.to_string());
    Version {
        environment: row.key.environment,
        version: row.key.version,
        r#type: row.r#type.into_api(),
        definition: row.definition,
        digests: row.strip.digests,
        hash_version: row.hash_version,
        no_hash,
        former: Vec::new(),
        description: row.description,
        tags: row.tags,
        registered_at: row.registered_at,
        registered_by: row.registered_by,
        image: row.standing.state.into_api(),
        python: definition.as_ref().map(image_python),
        tied: row.tied,
        lost: None,
        latest,
        archived,
        anonymous,
        version_archived: row.archived,
        since: None,
        trial: None,
    }
}

/// The digests of a version under an older version of the hash.
pub fn former_to_api(former: hash_versions::FormerDigests) -> FormerDigests {
    let hash_versions::FormerDigests { hash_version, strip, has_image, tied } = former;
    FormerDigests { hash_version, digests: strip.digests, filled: strip.filled, has_image, tied }
}

/// A version in a list.
pub fn summary(row: VersionRow, changes: Option<Comparison>) -> VersionSummary {
    VersionSummary {
        version: row.key.version,
        digests: row.strip.digests,
        filled: row.strip.filled,
        registered_at: row.registered_at,
        registered_by: row.registered_by,
        image: row.standing.state.into_api(),
        trial: row.standing.trial.map(store::TrialOutcome::into_api),
        description: row.description,
        tags: row.tags,
        archived: row.archived,
        changes,
    }
}
