//! Version rows as the API has them.

use crate::definitions::{Checked, image_python};
use api::{Version, VersionSummary};
use definition::{Comparison, Definition};
use store::versions::VersionRow;

/// A version, given the newest one of its environment and whether that is archived and whether anonymous.
pub fn to_api(row: VersionRow, latest: String, (archived, anonymous): (bool, bool)) -> Version {
    let definition = Definition::from_json(&row.definition).ok();
    let is_outdated = row.hash_version != definition::HASH_VERSION;
    let no_hash = Checked::stored(&row.definition).err().filter(|_| is_outdated).map(|error| error.to_string());
    Version {
        environment: row.reference.environment,
        version: row.reference.version,
        r#type: row.r#type,
        definition: row.definition,
        digests: row.strip.digests,
        hash_version: row.hash_version,
        no_hash,
        former: Vec::new(),
        description: row.description,
        tags: row.tags,
        registered_at: row.registered_at,
        registered_by: row.registered_by,
        image: row.standing.state,
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

/// A version in a list.
pub fn summary(row: VersionRow, changes: Option<Comparison>) -> VersionSummary {
    VersionSummary {
        version: row.reference.version,
        digests: row.strip.digests,
        filled: row.strip.filled,
        registered_at: row.registered_at,
        registered_by: row.registered_by,
        image: row.standing.state,
        trial: row.standing.trial,
        description: row.description,
        tags: row.tags,
        archived: row.archived,
        changes,
    }
}
