//! Entries of the audit trail, written in the transaction of the change that they record.

use super::rows;
use crate::{Error, access::Actor, counterparts::IntoStored as _, definitions::Checked};
use api::{Action, ActivityDetail, FieldChange, Subject};
use definition::Digest;
use std::collections::{BTreeMap, BTreeSet};
use store::{Connection, activity, versions};

/// How many changes an entry lists before it only counts the rest.
const MAX_CHANGES: usize = 50;
/// How many characters of a value an entry has.
const MAX_VALUE_LENGTH: usize = 200;

/// Records what an actor did at this time.
pub async fn record(
    connection: &mut Connection,
    actor: &Actor,
    at: &str,
    action: Action,
    subject: &Subject,
    detail: ActivityDetail,
) -> Result<(), Error> {
    let entry = activity::NewActivity {
        at,
        who: actor.name(),
        action: action.into_stored(),
        subject: &rows::stored_subject(subject.clone()),
        detail: rows::stored_detail(detail),
    };
    Ok(activity::record(connection, &entry).await?)
}

/// What an entry says of an image: which, and how many versions use it.
pub async fn about_image(connection: &mut Connection, image: Digest) -> Result<ActivityDetail, Error> {
    let versions = versions::count_sharing(connection, &image.to_string()).await?;
    Ok(ActivityDetail { image: Some(image), versions: Some(versions), ..ActivityDetail::default() })
}

/// What is different when a hash or a version has another image than before, by their manifest digests.
pub async fn image_change(
    connection: &mut Connection,
    hash: Digest,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<ActivityDetail, Error> {
    let change = field_change("image".into(), before.map(Into::into), after.map(Into::into));
    Ok(ActivityDetail { changes: vec![change], ..about_image(connection, hash).await? })
}

/// What is different between two definitions.
pub fn definition_changes(before: &Checked, after: &Checked) -> ActivityDetail {
    let comparison = definition::compare(&before.canonical, &after.canonical);
    let others = comparison.changes.into_iter().map(|change| field_change(change.what, change.before, change.after));
    let packages =
        comparison.packages.into_iter().map(|package| field_change(package.name, package.before, package.after));
    let variables = map_changes("variable", &before.definition.variables, &after.definition.variables);
    truncated(others.chain(packages).chain(variables).collect())
}

/// What is different between two maps of names and values, each called by this word.
pub fn map_changes(
    word: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<FieldChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    differing
        .map(|name| field_change(format!("{word} {name}"), before.get(name).cloned(), after.get(name).cloned()))
        .collect()
}

/// A difference in one field.
pub fn field_change(what: String, before: Option<String>, after: Option<String>) -> FieldChange {
    let short = |text: String| match text.char_indices().nth(MAX_VALUE_LENGTH) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text,
    };
    FieldChange { what, before: before.map(short), after: after.map(short) }
}

/// The first differences, and how many more there were.
pub fn truncated(mut changes: Vec<FieldChange>) -> ActivityDetail {
    let more = changes.len().saturating_sub(MAX_CHANGES);
    changes.truncate(MAX_CHANGES);
    ActivityDetail { changes, more: u32::try_from(more).unwrap_or(u32::MAX), ..ActivityDetail::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_and_long_values_are_cut_and_counted() {
        let many = (0..60).map(|number| field_change(format!("p{number}"), None, Some("x".repeat(999)))).collect();
        let detail = truncated(many);
        assert_eq!((detail.changes.len(), detail.more), (MAX_CHANGES, 10));
        assert_eq!(detail.changes[0].after.as_ref().map(|text| text.chars().count()), Some(MAX_VALUE_LENGTH + 1));
    }
}
