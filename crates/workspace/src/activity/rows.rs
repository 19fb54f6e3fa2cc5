//! Entries of the audit trail as the store and the API have them.

use crate::counterparts::{IntoApi as _, IntoStored as _};
use api::{Action, Activity, ActivityDetail, FieldChange, Subject, VersionReference};
use store::{
    activity::{self as stored, ActivityRow},
    versions::VersionKey,
};

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// By whom; none for anybody.
    pub who: Option<String>,
    /// Which action; none for any.
    pub action: Option<Action>,
    /// How the subject begins; empty for any.
    pub subject: String,
    /// Not before this time.
    pub from: Option<String>,
    /// Before this time.
    pub to: Option<String>,
}

/// An entry.
pub fn to_api(row: ActivityRow) -> Activity {
    let ActivityRow { id, at, who, action, subject, detail } = row;
    let stored::ActivityDetail { image, versions, state, reason, changes, more } = detail;
    let change = |stored::FieldChange { what, before, after }| FieldChange { what, before, after };
    Activity {
        id,
        at,
        who,
        action: action.into_api(),
        subject: match subject {
            stored::Subject::Environment(name) => Subject::Environment(name),
            stored::Subject::Version(key) => Subject::Version(key.into_api()),
            stored::Subject::Build(id) => Subject::Build(id),
            stored::Subject::Run(id) => Subject::Run(id),
            stored::Subject::Image(hash) => Subject::Image(hash),
            stored::Subject::Context(digest) => Subject::Context(digest),
            stored::Subject::Upload(path) => Subject::Upload(path),
        },
        detail: ActivityDetail {
            image,
            versions,
            state: state.map(store::BuildState::into_api),
            reason,
            changes: changes.into_iter().map(change).collect(),
            more,
        },
    }
}

/// The subject of an entry to record.
pub fn stored_subject(subject: Subject) -> stored::Subject {
    match subject {
        Subject::Environment(name) => stored::Subject::Environment(name),
        Subject::Version(VersionReference { environment, version }) => {
            stored::Subject::Version(VersionKey { environment, version })
        }
        Subject::Build(id) => stored::Subject::Build(id),
        Subject::Run(id) => stored::Subject::Run(id),
        Subject::Image(hash) => stored::Subject::Image(hash),
        Subject::Context(digest) => stored::Subject::Context(digest),
        Subject::Upload(path) => stored::Subject::Upload(path),
    }
}

/// The detail of an entry to record.
pub fn stored_detail(detail: ActivityDetail) -> stored::ActivityDetail {
    let ActivityDetail { image, versions, state, reason, changes, more } = detail;
    let change = |FieldChange { what, before, after }| stored::FieldChange { what, before, after };
    stored::ActivityDetail {
        image,
        versions,
        state: state.map(api::BuildState::into_stored),
        reason,
        changes: changes.into_iter().map(change).collect(),
        more,
    }
}

/// The filter of a query.
pub fn stored_filter(filter: ActivityFilter) -> stored::ActivityFilter {
    let ActivityFilter { who, action, subject, from, to } = filter;
    stored::ActivityFilter { who, action: action.map(Action::into_stored), subject, from, to }
}
