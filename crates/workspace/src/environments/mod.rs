//! Environments: listed, read, labelled, archived and restored.

mod resolve;
mod rows;

pub use resolve::resolve_version;
pub use rows::EnvironmentSearch;
pub use store::environments::listing::{ArchivedFilter, EnvironmentListing};

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
    events::Events,
    input::{Name, page, tags},
};
use api::{
    Action, ActivityDetail, Environment, EnvironmentList, EnvironmentType, Permission, Subject, UpdateEnvironment,
    WorkspaceEvent, code,
};
use store::{
    Connection, Store,
    environments::{self, listing, search},
};

/// The environments of the workspace.
#[derive(Clone)]
pub struct Environments {
    store: Store,
    events: Events,
    clock: SharedClock,
}

impl Environments {
    /// The environments in this store.
    pub fn new(store: Store, events: Events, clock: SharedClock) -> Self {
        Self { store, events, clock }
    }

    /// A page of environments.
    pub async fn list(&self, actor: &Actor, search: EnvironmentSearch, limit: i64) -> Result<EnvironmentList, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        let mut connection = self.store.read().await?;
        let filter = search.filter;
        let (mut found, counts) = search::list(&mut connection, &rows::stored_search(search), limit + 1).await?;
        let counts = rows::counts_to_api(counts);
        let total = counts.of(filter);
        let next = page::cut(&mut found, limit, |(last, key)| format!("{key},{}", last.name));
        let items = found.into_iter().map(|(row, _)| rows::to_api(row)).collect();
        Ok(EnvironmentList { items, next, total, counts })
    }

    /// At most `limit` environments by name, all after `after`; anonymous ones are left out.
    pub async fn list_by_name(
        &self,
        actor: &Actor,
        filter: ArchivedFilter,
        after: &str,
        limit: i64,
    ) -> Result<Vec<EnvironmentListing>, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        Ok(listing::list(&mut *self.store.read().await?, filter, after, limit).await?)
    }

    /// One environment.
    pub async fn get(&self, actor: &Actor, name: &Name) -> Result<Environment, Error> {
        authorize(actor, Permission::View, Resource::Environment(name.as_str()))?;
        let mut connection = self.store.read().await?;
        read(&mut connection, name).await
    }

    /// When an environment was created and changed, and the number of its next version.
    pub async fn summary(&self, actor: &Actor, name: &Name) -> Result<EnvironmentListing, Error> {
        authorize(actor, Permission::View, Resource::Environment(name.as_str()))?;
        let mut connection = self.store.read().await?;
        listing::get(&mut connection, name.as_str()).await?.ok_or_else(|| no_environment(name))
    }

    /// Hides an environment from lists. Its versions stay and are still found by name.
    pub async fn archive(&self, actor: &Actor, name: &Name) -> Result<Environment, Error> {
        self.set_archived(actor, name, true, Action::Archive).await
    }

    /// Brings an environment back into lists.
    pub async fn restore(&self, actor: &Actor, name: &Name) -> Result<Environment, Error> {
        self.set_archived(actor, name, false, Action::Restore).await
    }

    /// Replaces the labels.
    pub async fn update(&self, actor: &Actor, name: &Name, change: UpdateEnvironment) -> Result<Environment, Error> {
        authorize(actor, Permission::Describe, Resource::Environment(name.as_str()))?;
        tags::check("labels", &change.labels)?;
        let mut write = self.store.write().await?;
        let current = read(&mut write, name).await?;
        if current.r#type == EnvironmentType::Curated {
            return Err(read_only(name));
        }
        if change.seen.is_some_and(|seen| seen != current.labels) {
            return Err(tags::changed_meanwhile("labels", name.as_str()));
        }
        if change.labels == current.labels {
            return Ok(current);
        }
        environments::set_labels(&mut write, name.as_str(), &change.labels).await?;
        let at = self.clock.timestamp();
        let detail = activity::truncated(activity::map_changes("label", &current.labels, &change.labels));
        let subject = Subject::Environment(name.as_str().to_owned());
        activity::record(&mut write, actor, &at, Action::Label, &subject, detail).await?;
        write.commit().await?;
        self.events.publish(WorkspaceEvent::Environment(name.as_str().to_owned()));
        Ok(Environment { labels: change.labels, ..current })
    }

    async fn set_archived(
        &self,
        actor: &Actor,
        name: &Name,
        archived: bool,
        action: Action,
    ) -> Result<Environment, Error> {
        authorize(actor, Permission::Archive, Resource::Environment(name.as_str()))?;
        let mut write = self.store.write().await?;
        let head = environments::head(&mut write, name.as_str()).await?;
        if head.is_some_and(|head| head.r#type == "curated") {
            return Err(read_only(name));
        }
        if environments::set_archived(&mut write, name.as_str(), archived).await? {
            let at = self.clock.timestamp();
            let subject = Subject::Environment(name.as_str().to_owned());
            activity::record(&mut write, actor, &at, action, &subject, ActivityDetail::default()).await?;
            write.commit().await?;
            self.events.publish(WorkspaceEvent::Environment(name.as_str().to_owned()));
        } else {
            drop(write);
        }
        let mut connection = self.store.read().await?;
        read(&mut connection, name).await
    }
}

async fn read(connection: &mut Connection, name: &Name) -> Result<Environment, Error> {
    let found = search::get(connection, name.as_str()).await?;
    found.map(rows::to_api).ok_or_else(|| no_environment(name))
}

fn no_environment(name: &Name) -> Error {
    Error::not_found(format!("environment {}", name.as_str()))
}

/// The refusal to change an environment that comes with the workspace.
pub fn read_only(name: &Name) -> Error {
    Error::refuse(code::CONFLICT, format!("{} comes with the workspace and is read-only", name.as_str()))
}
