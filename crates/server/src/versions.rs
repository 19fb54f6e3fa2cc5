//! Versions read: one, a page with what changed, two compared; and what may change about one.

use crate::{
    Error, Workspace, activity,
    checked::Checked,
    clock::stamp,
    locked,
    name::{LATEST, Name},
    store::{Connection, environments, hash_versions, versions},
    terms, trials, wire,
};
use api::{
    Action, ActivityDetail, ComparisonResponse, Notes, Since, Subject, UpdateVersion, Version, VersionList,
    VersionReference, WorkspaceEvent, code,
};
use definition::HASH_VERSION;
use std::collections::BTreeMap;

/// One version; `latest` is the newest.
pub async fn get(workspace: &Workspace, name: &Name, version: &str) -> Result<Version, Error> {
    let mut connection = workspace.store.read().await?;
    let version = load(&mut connection, name, version).await?;
    let lost = locked::lost(&mut connection, &version).await?;
    let trial = trials::of_version(&mut connection, &version).await?;
    let before = versions::preceding(&mut connection, name.as_str(), &version.version).await?;
    let reference = VersionReference { environment: version.environment.clone(), version: version.version.clone() };
    let former = hash_versions::former(&mut connection, &reference).await?;
    drop(connection);
    let since = before.and_then(|before| since(&before, &version));
    Ok(Version { since, lost, trial, former, ..version })
}

/// What changed since the version before; none where one of the two has no hash any more.
fn since(before: &versions::Stored, version: &Version) -> Option<Since> {
    let (old, new) = (Checked::stored(&before.definition).ok()?, Checked::stored(&version.definition).ok()?);
    let changes = definition::compare(&old.canonical, &new.canonical);
    Some(Since { version: before.reference.version.clone(), changes })
}

async fn load(connection: &mut Connection, name: &Name, version: &str) -> Result<Version, Error> {
    let newest = versions::newest(connection, name.as_str()).await?;
    let newest = newest.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))?;
    let latest = newest.reference.version.clone();
    let head = environments::head(connection, name.as_str()).await?;
    let standing = head.map_or((false, false), |head| (head.archived, head.anonymous));
    if version == LATEST || version == latest {
        return Ok(wire::version(newest, latest, standing));
    }
    let stored = versions::get(connection, name.as_str(), version).await?;
    let stored = stored.ok_or_else(|| Error::not_found(format!("version {version} of {}", name.as_str())))?;
    Ok(wire::version(stored, latest, standing))
}

/// A page of versions, newest first, each with what changed since the one before.
pub async fn list(workspace: &Workspace, name: &Name, cursor: Option<&str>, limit: i64) -> Result<VersionList, Error> {
    let before = match cursor {
        None => i64::MAX,
        Some(text) => text.parse().map_err(|_| crate::page::bad_cursor(text))?,
    };
    let mut connection = workspace.store.read().await?;
    // One more than the page: what the last one changed, and whether there is a next page.
    let mut stored = versions::before(&mut connection, name.as_str(), before, limit + 1).await?;
    if stored.is_empty() && environments::head(&mut connection, name.as_str()).await?.is_none() {
        return Err(Error::not_found(format!("environment {}", name.as_str())));
    }
    drop(connection);
    // One that has no hash any more cannot be compared.
    let checked: Vec<Option<Checked>> = stored.iter().map(|stored| Checked::stored(&stored.definition).ok()).collect();
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = stored.len() > page;
    stored.truncate(page);
    let next = stored.last().filter(|_| more).map(|last| last.sequence.to_string());
    let changes = |index: usize| {
        let (before, after) = (checked.get(index + 1)?.as_ref()?, checked[index].as_ref()?);
        Some(definition::compare(&before.canonical, &after.canonical))
    };
    let items = stored.into_iter().enumerate().map(|(index, stored)| wire::summary(stored, changes(index))).collect();
    Ok(VersionList { items, next })
}

/// Changes description and tags, the only things about a version that ever change.
pub async fn update(
    workspace: &Workspace,
    name: &Name,
    version: &str,
    change: UpdateVersion,
) -> Result<Version, Error> {
    if let Some(tags) = &change.tags {
        terms::check("tags", tags)?;
    }
    terms::no_credential(change.description.as_deref().unwrap_or_default(), &BTreeMap::new())?;
    let mut write = workspace.store.write().await?;
    let mut current = load(&mut write, name, version).await?;
    if current.r#type == api::EnvironmentType::Curated {
        return Err(Error::refuse(
            code::CONFLICT,
            format!("{} comes with the workspace and is read-only", name.as_str()),
        ));
    }
    let before = Notes { description: current.description.clone(), tags: current.tags.clone() };
    if change.seen.is_some_and(|seen| seen != before) {
        let of = format!("{}:{}", current.environment, current.version);
        return Err(terms::changed_meanwhile("description or tags", &of));
    }
    let same = change.description.as_ref().is_none_or(|description| *description == current.description)
        && change.tags.as_ref().is_none_or(|tags| *tags == current.tags);
    if same {
        return Ok(current);
    }
    current.description = change.description.unwrap_or(current.description);
    current.tags = change.tags.unwrap_or(current.tags);
    let reference = VersionReference { environment: current.environment.clone(), version: current.version.clone() };
    versions::describe(&mut write, &reference, &current.description, &current.tags).await?;
    let at = stamp(workspace.settings.clock.now());
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut changes = activity::map_changes("tag", &before.tags, &current.tags);
    if before.description != current.description {
        let (before, after) = (text(&before.description), text(&current.description));
        changes.insert(0, activity::field("description".into(), before, after));
    }
    let subject = Subject::Version(reference.clone());
    activity::record(&mut write, workspace, &at, Action::Update, &subject, activity::kept(changes)).await?;
    write.commit().await?;
    workspace.events.tell(WorkspaceEvent::Environment(reference.environment));
    Ok(current)
}

/// Hides a version from lists, or brings it back. It stays what it is, and is found by its name.
pub async fn set_archived(workspace: &Workspace, name: &Name, version: &str, archived: bool) -> Result<Version, Error> {
    let mut write = workspace.store.write().await?;
    let mut current = load(&mut write, name, version).await?;
    if current.r#type == api::EnvironmentType::Curated {
        return Err(Error::refuse(
            code::CONFLICT,
            format!("{} comes with the workspace and is read-only", name.as_str()),
        ));
    }
    let reference = VersionReference { environment: current.environment.clone(), version: current.version.clone() };
    if versions::set_archived(&mut write, &reference, archived).await? {
        current.version_archived = archived;
        let at = stamp(workspace.settings.clock.now());
        let action = if archived { Action::Archive } else { Action::Restore };
        let subject = Subject::Version(reference.clone());
        activity::record(&mut write, workspace, &at, action, &subject, ActivityDetail::default()).await?;
        write.commit().await?;
        workspace.events.tell(WorkspaceEvent::Environment(reference.environment));
    }
    Ok(current)
}

/// Two versions and what differs, from the first to the second.
pub async fn compare(
    workspace: &Workspace,
    left: &VersionReference,
    right: &VersionReference,
) -> Result<ComparisonResponse, Error> {
    let mut connection = workspace.store.read().await?;
    let left = load(&mut connection, &Name::environment(&left.environment)?, &left.version).await?;
    let right = load(&mut connection, &Name::environment(&right.environment)?, &right.version).await?;
    let canonical = |version: &Version| match (Checked::stored(&version.definition), &version.no_hash) {
        (Ok(checked), _) => Ok(checked.canonical),
        (Err(_), Some(reason)) => {
            let Version { environment, version, .. } = version;
            let message = format!("{environment}:{version} has no hash under version {HASH_VERSION}: {reason}");
            Err(Error::refuse(code::INVALID_DEFINITION, message)
                .help("Register a corrected version; this one can still be read and exported"))
        }
        (Err(error), None) => Err(error),
    };
    let comparison = definition::compare(&canonical(&left)?, &canonical(&right)?);
    Ok(ComparisonResponse { left, right, comparison })
}
