//! Ties: a version's image is one digest, whatever is built or restored.

use super::Versions;
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
    events::Events,
    images::{History, ensure_not_evicted_since},
    input::Name,
};
use api::{Action, ChooseImage, Permission, Subject, Version, VersionReference, WorkspaceEvent};
use store::{
    Store,
    versions::ties::{self, NewTie},
};

/// Ties versions to images.
#[derive(Clone)]
pub struct Ties {
    store: Store,
    events: Events,
    clock: SharedClock,
    versions: Versions,
    history: History,
}

impl Ties {
    /// Ties versions in this store to images of the history.
    pub fn new(store: Store, events: Events, clock: SharedClock, versions: Versions, history: History) -> Self {
        Self { store, events, clock, versions, history }
    }

    /// Ties a version to an image of its hash that the registry has.
    pub async fn tie(&self, actor: &Actor, name: &Name, version: &str, chosen: &ChooseImage) -> Result<Version, Error> {
        authorize(actor, Permission::Tie, Resource::Environment(name.as_str()))?;
        let current = self.versions.get(actor, name, version).await?;
        if current.tied.as_ref() == Some(&chosen.manifest) {
            return Ok(current);
        }
        let hash = current.digests.image;
        let present = self.history.present(hash, &chosen.manifest).await?;
        let reference = VersionReference { environment: current.environment, version: current.version };
        let at = self.clock.timestamp();
        let mut write = self.store.write().await?;
        ensure_not_evicted_since(&mut write, &present).await?;
        let text = hash.to_string();
        let new = NewTie {
            environment: &reference.environment,
            version: &reference.version,
            hash: &text,
            manifest: &chosen.manifest,
            at: &at,
            by: actor.name(),
        };
        ties::tie(&mut write, &new).await?;
        let detail = activity::image_change(&mut write, hash, current.tied.as_deref(), Some(&chosen.manifest)).await?;
        let subject = Subject::Version(reference.clone());
        activity::record(&mut write, actor, &at, Action::Tie, &subject, detail).await?;
        write.commit().await?;
        self.publish(&reference, text);
        self.versions.get(actor, name, &reference.version).await
    }

    /// Lets a version follow its hash again; one that is not tied stays as it is.
    pub async fn untie(&self, actor: &Actor, name: &Name, version: &str) -> Result<Version, Error> {
        authorize(actor, Permission::Tie, Resource::Environment(name.as_str()))?;
        let current = self.versions.get(actor, name, version).await?;
        let reference = VersionReference { environment: current.environment, version: current.version };
        let mut write = self.store.write().await?;
        if ties::untie(&mut write, &reference.environment, &reference.version).await? {
            let at = self.clock.timestamp();
            let hash = current.digests.image;
            let detail = activity::image_change(&mut write, hash, current.tied.as_deref(), None).await?;
            let subject = Subject::Version(reference.clone());
            activity::record(&mut write, actor, &at, Action::Untie, &subject, detail).await?;
            write.commit().await?;
            self.publish(&reference, hash.to_string());
        } else {
            drop(write);
        }
        self.versions.get(actor, name, &reference.version).await
    }

    fn publish(&self, reference: &VersionReference, hash: String) {
        self.events.publish(WorkspaceEvent::Environment(reference.environment.clone()));
        self.events.publish(WorkspaceEvent::Image(hash));
    }
}
