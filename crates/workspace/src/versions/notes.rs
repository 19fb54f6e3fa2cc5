//! What may change about a version: its description and its tags.

use crate::{Error, access::Actor, activity};
use api::{Action, Notes, Subject, VersionReference};
use store::{Connection, versions};

/// Writes description and tags of a version, with their entry in the audit trail.
pub async fn describe(
    connection: &mut Connection,
    actor: &Actor,
    at: &str,
    reference: &VersionReference,
    before: &Notes,
    after: &Notes,
) -> Result<(), Error> {
    let (environment, version) = (&reference.environment, &reference.version);
    versions::describe(connection, environment, version, &after.description, &after.tags).await?;
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut changes = activity::map_changes("tag", &before.tags, &after.tags);
    if before.description != after.description {
        let (before, after) = (text(&before.description), text(&after.description));
        changes.insert(0, activity::field_change("description".into(), before, after));
    }
    let subject = Subject::Version(reference.clone());
    activity::record(connection, actor, at, Action::Update, &subject, activity::truncated(changes)).await
}
