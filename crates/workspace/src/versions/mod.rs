//! Versions: registered, read, compared, described, archived; labelled and tied to images.

mod curated;
mod labels;
mod notes;
mod register;
mod rows;
mod ties;

pub use curated::load_curated;
pub use labels::VersionLabels;
pub use register::Registration;
pub use ties::Ties;

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
    definitions::Checked,
    environments::{ArchivedFilter, read_only, resolve_version},
    events::Events,
    images::{lost_by_version, trials},
    input::{Name, page, tags},
};
use api::{
    Action, ActivityDetail, ComparisonResponse, EnvironmentType, Notes, Permission, Since, Subject, UpdateVersion,
    Version, VersionList, VersionReference, WorkspaceEvent, code,
};
use definition::HASH_VERSION;
use std::collections::BTreeMap;
use store::{
    Connection, Store,
    environments::{self, listing},
    versions::{self, VersionRow, hash_versions},
};

/// The versions of the workspace.
#[derive(Clone)]
pub struct Versions {
    store: Store,
    events: Events,
    clock: SharedClock,
}

impl Versions {
    /// The versions in this store.
    pub fn new(store: Store, events: Events, clock: SharedClock) -> Self {
        Self { store, events, clock }
    }

    /// One version; `latest` is the newest.
    pub async fn get(&self, actor: &Actor, name: &Name, version: &str) -> Result<Version, Error> {
        authorize(actor, Permission::View, Resource::Environment(name.as_str()))?;
        self.load(name, version).await
    }

    async fn load(&self, name: &Name, version: &str) -> Result<Version, Error> {
        let mut connection = self.store.read().await?;
        let version = read(&mut connection, name, version).await?;
        let lost = lost_by_version(&mut connection, &version).await?;
        let trial = trials::of_version(&mut connection, &version).await?;
        let before = versions::preceding(&mut connection, name.as_str(), &version.version).await?;
        let former = hash_versions::former(&mut connection, &version.environment, &version.version).await?;
        drop(connection);
        let since = before.and_then(|before| changes_since(&before, &version));
        let former = former.into_iter().map(rows::former_to_api).collect();
        Ok(Version { since, lost, trial, former, ..version })
    }

    /// A page of versions, newest first, each with what changed since the one before.
    pub async fn list(
        &self,
        actor: &Actor,
        name: &Name,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<VersionList, Error> {
        authorize(actor, Permission::View, Resource::Environment(name.as_str()))?;
        let before = page::number_cursor(cursor)?;
        let mut connection = self.store.read().await?;
        // One more than the page: what the last one changed, and whether there is a next page.
        let mut rows = versions::before(&mut connection, name.as_str(), before, limit + 1).await?;
        if rows.is_empty() && environments::head(&mut connection, name.as_str()).await?.is_none() {
            return Err(Error::not_found(format!("environment {}", name.as_str())));
        }
        drop(connection);
        // One that has no hash any more cannot be compared.
        let checked: Vec<Option<Checked>> = rows.iter().map(|row| Checked::stored(&row.definition).ok()).collect();
        let next = page::cut(&mut rows, limit, |last| last.sequence.to_string());
        let changes = |index: usize| {
            let (before, after) = (checked.get(index + 1)?.as_ref()?, checked[index].as_ref()?);
            Some(definition::compare(&before.canonical, &after.canonical))
        };
        let items = rows.into_iter().enumerate().map(|(index, row)| rows::summary(row, changes(index))).collect();
        Ok(VersionList { items, next })
    }

    /// At most `limit` versions, newest first, all registered before this place in the order of registration, each with
    /// its own place.
    pub async fn list_by_sequence(
        &self,
        actor: &Actor,
        name: &Name,
        filter: ArchivedFilter,
        before: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Version)>, Error> {
        authorize(actor, Permission::View, Resource::Environment(name.as_str()))?;
        let mut connection = self.store.read().await?;
        let environment = listing::get(&mut connection, name.as_str()).await?;
        let environment = environment.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))?;
        let head = environments::head(&mut connection, name.as_str()).await?;
        let is_anonymous = head.is_some_and(|head| head.anonymous);
        let found = versions::listing::list(&mut connection, name.as_str(), filter, before, limit).await?;
        let version = |row: VersionRow| {
            let state = (environment.archived, is_anonymous);
            (row.sequence, rows::to_api(row, environment.latest.clone(), state))
        };
        Ok(found.into_iter().map(version).collect())
    }

    /// Changes description and tags, the only things about a version that ever change.
    pub async fn update(
        &self,
        actor: &Actor,
        name: &Name,
        version: &str,
        change: UpdateVersion,
    ) -> Result<Version, Error> {
        authorize(actor, Permission::Describe, Resource::Environment(name.as_str()))?;
        if let Some(new) = &change.tags {
            tags::check("tags", new)?;
        }
        tags::refuse_credentials(change.description.as_deref().unwrap_or_default(), &BTreeMap::new())?;
        let mut write = self.store.write().await?;
        let current = read(&mut write, name, version).await?;
        if current.r#type == EnvironmentType::Curated {
            return Err(read_only(name));
        }
        let before = Notes { description: current.description.clone(), tags: current.tags.clone() };
        if change.seen.is_some_and(|seen| seen != before) {
            return Err(tags::changed_meanwhile("description or tags", &reference_of(&current).to_string()));
        }
        let after = Notes {
            description: change.description.unwrap_or_else(|| before.description.clone()),
            tags: change.tags.unwrap_or_else(|| before.tags.clone()),
        };
        if after == before {
            return Ok(current);
        }
        let reference = reference_of(&current);
        notes::describe(&mut write, actor, &self.clock.timestamp(), &reference, &before, &after).await?;
        write.commit().await?;
        self.events.publish(WorkspaceEvent::Environment(reference.environment));
        Ok(Version { description: after.description, tags: after.tags, ..current })
    }

    /// Hides a version from lists, or brings it back. It stays what it is, and is still found by its name.
    pub async fn set_archived(
        &self,
        actor: &Actor,
        name: &Name,
        version: &str,
        archived: bool,
    ) -> Result<Version, Error> {
        authorize(actor, Permission::Archive, Resource::Environment(name.as_str()))?;
        let mut write = self.store.write().await?;
        let mut current = read(&mut write, name, version).await?;
        if current.r#type == EnvironmentType::Curated {
            return Err(read_only(name));
        }
        let reference = reference_of(&current);
        if versions::set_archived(&mut write, &reference.environment, &reference.version, archived).await? {
            current.version_archived = archived;
            let at = self.clock.timestamp();
            let action = if archived { Action::Archive } else { Action::Restore };
            let subject = Subject::Version(reference.clone());
            activity::record(&mut write, actor, &at, action, &subject, ActivityDetail::default()).await?;
            write.commit().await?;
            self.events.publish(WorkspaceEvent::Environment(reference.environment));
        }
        Ok(current)
    }

    /// Two versions and what differs, from the first to the second.
    pub async fn compare(
        &self,
        actor: &Actor,
        left: &VersionReference,
        right: &VersionReference,
    ) -> Result<ComparisonResponse, Error> {
        authorize(actor, Permission::View, Resource::Version(left))?;
        authorize(actor, Permission::View, Resource::Version(right))?;
        let mut connection = self.store.read().await?;
        let left = read(&mut connection, &Name::environment(&left.environment)?, &left.version).await?;
        let right = read(&mut connection, &Name::environment(&right.environment)?, &right.version).await?;
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
}

/// Reads a version without what other tables say of it.
async fn read(connection: &mut Connection, name: &Name, version: &str) -> Result<Version, Error> {
    let (row, latest) = resolve_version(connection, name, version).await?;
    let head = environments::head(connection, name.as_str()).await?;
    let state = head.map_or((false, false), |head| (head.archived, head.anonymous));
    Ok(rows::to_api(row, latest, state))
}

/// What changed since the version before; none where one of the two has no hash any more.
fn changes_since(before: &VersionRow, version: &Version) -> Option<Since> {
    let (old, new) = (Checked::stored(&before.definition).ok()?, Checked::stored(&version.definition).ok()?);
    let changes = definition::compare(&old.canonical, &new.canonical);
    Some(Since { version: before.key.version.clone(), changes })
}

fn reference_of(version: &Version) -> VersionReference {
    VersionReference { environment: version.environment.clone(), version: version.version.clone() }
}
