//! The audit trail: written with every change, read in pages, taken away as a file.

use crate::{
    Error,
    builds::about_image,
    checked::Checked,
    clock::stamp,
    page,
    store::{Connection, activity},
    workspace::Rooms,
};
use api::{Action, ActivityDetail, ActivityList, FieldChange, Subject, code};
use definition::Digest;
use std::collections::{BTreeMap, BTreeSet};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

pub use activity::Wanted;

/// How many differences an entry keeps before it only counts the rest.
const KEPT: usize = 50;
/// How many characters of a value an entry keeps.
const LONG: usize = 200;

/// Records what the owner of this workspace did, at this time.
pub async fn record(
    connection: &mut Connection,
    rooms: &Rooms,
    at: &str,
    action: Action,
    subject: &Subject,
    detail: ActivityDetail,
) -> Result<(), Error> {
    let entry = activity::Entry { at, who: &rooms.settings.owner, action, subject, detail };
    Ok(activity::record(connection, &entry).await?)
}

/// A page of entries, newest first.
pub async fn list(rooms: &Rooms, wanted: &Wanted, cursor: Option<&str>, limit: i64) -> Result<ActivityList, Error> {
    let before = match cursor {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| page::bad_cursor(text))?,
    };
    let mut connection = rooms.store.read().await?;
    let mut items = activity::list(&mut connection, wanted, before, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > page;
    items.truncate(page);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(ActivityList { items, next })
}

/// A moment from a query: RFC 3339, or a date, which stands for its beginning in UTC or for its end.
pub fn moment(field: &str, text: &str, end: bool) -> Result<String, Error> {
    let day = if end { Duration::DAY } else { Duration::ZERO };
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let date = || parse(&format!("{text}T00:00:00Z"))?.checked_add(day);
    parse(text).or_else(date).map(stamp).ok_or_else(|| {
        Error::refuse(code::INVALID_PARAMETER, "this is no time")
            .field(field)
            .help("Write a date (2026-11-22) or a time with its zone (2026-11-22T09:00:00Z)")
    })
}

/// What is different when a hash or a version has another image than before, by their manifest digests.
pub async fn image(
    connection: &mut Connection,
    hash: Digest,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<ActivityDetail, Error> {
    let change = field("image".into(), before.map(Into::into), after.map(Into::into));
    Ok(ActivityDetail { changes: vec![change], ..about_image(connection, hash).await? })
}

/// What is different between two definitions.
pub fn definition_changes(before: &Checked, after: &Checked) -> ActivityDetail {
    let comparison = definition::compare(&before.canonical, &after.canonical);
    let others = comparison.changes.into_iter().map(|change| field(change.what, change.before, change.after));
    let packages = comparison.packages.into_iter().map(|package| field(package.name, package.before, package.after));
    let variables = map_changes("variable", &before.definition.variables, &after.definition.variables);
    kept(others.chain(packages).chain(variables).collect())
}

/// What is different between two maps of names and values, each called by this word.
pub fn map_changes(
    word: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<FieldChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    differing.map(|name| field(format!("{word} {name}"), before.get(name).cloned(), after.get(name).cloned())).collect()
}

/// A difference in one field.
pub fn field(what: String, before: Option<String>, after: Option<String>) -> FieldChange {
    let short = |text: String| match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text,
    };
    FieldChange { what, before: before.map(short), after: after.map(short) }
}

/// The first differences, and how many more there were.
pub fn kept(mut changes: Vec<FieldChange>) -> ActivityDetail {
    let more = changes.len().saturating_sub(KEPT);
    changes.truncate(KEPT);
    ActivityDetail { changes, more: u32::try_from(more).unwrap_or(u32::MAX), ..ActivityDetail::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole() {
        assert_eq!(moment("from", "2026-11-22", false).unwrap(), "2026-11-22T00:00:00.000Z");
        assert_eq!(moment("to", "2026-11-22", true).unwrap(), "2026-11-23T00:00:00.000Z");
        assert_eq!(moment("to", "2026-11-22T09:30:00+01:00", true).unwrap(), "2026-11-22T08:30:00.000Z");
        assert!(moment("from", "yesterday", false).is_err());
    }

    #[test]
    fn long_lists_and_long_values_are_cut_and_counted() {
        let many = (0..60).map(|number| field(format!("p{number}"), None, Some("x".repeat(999)))).collect();
        let detail = kept(many);
        assert_eq!((detail.changes.len(), detail.more), (KEPT, 10));
        assert_eq!(detail.changes[0].after.as_ref().map(|text| text.chars().count()), Some(LONG + 1));
    }
}
