//! Environment rows as the API has them, and what lists are asked for as the store has it.

use crate::counterparts::{IntoApi as _, IntoStored as _};
use api::{Environment, EnvironmentFilter, EnvironmentSort, VersionSummary};
use store::environments::search::{self, EnvironmentRow};

/// Which environments, in which order.
#[derive(Clone, Debug)]
pub struct EnvironmentSearch {
    /// Part of a name, beginning of a package name, of a hash or a component's digest, of a label or of a tag, in letters
    /// of any case; empty for any.
    pub text: String,
    /// A label or a tag of the newest version, as `NAME` or `NAME:VALUE`, in letters of any case; empty for any.
    pub label: String,
    /// Which kind.
    pub filter: EnvironmentFilter,
    /// In which order.
    pub sort: EnvironmentSort,
    /// The last one of the page before: what it was sorted by, and its name.
    pub after: Option<(String, String)>,
}

/// An environment.
pub fn to_api(row: EnvironmentRow) -> Environment {
    let latest = row.latest;
    let standing = latest.standing;
    let image = standing.state.into_api();
    Environment {
        name: row.name,
        r#type: row.r#type.into_api(),
        archived: row.archived,
        anonymous: row.anonymous,
        latest: VersionSummary {
            version: latest.version,
            digests: latest.strip.digests,
            filled: latest.strip.filled,
            registered_at: latest.registered_at,
            registered_by: latest.registered_by,
            image,
            trial: standing.trial.map(store::TrialOutcome::into_api),
            description: latest.description,
            tags: latest.tags,
            archived: false,
            changes: None,
        },
        versions: row.versions,
        image,
        built_at: standing.built_at,
        build: standing.build,
        owner: row.owner,
        labels: row.labels,
    }
}

/// How many environments match with each of the filters.
pub fn counts_to_api(counts: search::FilterCounts) -> api::FilterCounts {
    let search::FilterCounts { all, curated, mine, image, archived } = counts;
    api::FilterCounts { all, curated, mine, image, archived }
}

/// The search of a query.
pub fn stored_search(wanted: EnvironmentSearch) -> search::EnvironmentSearch {
    let EnvironmentSearch { text, label, filter, sort, after } = wanted;
    search::EnvironmentSearch { text, label, filter: filter.into_stored(), sort: sort.into_stored(), after }
}
