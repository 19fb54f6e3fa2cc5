//! Labels that name a version of an environment, as Azure's clients set and read them.

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    activity,
    clock::SharedClock,
    counterparts::IntoApi as _,
    events::Events,
    input::{LATEST, Name, tags},
};
use api::{Action, Permission, Subject, VersionReference, WorkspaceEvent, code};
use store::{
    Store,
    versions::{self, labels as rows},
};

/// The labels of versions.
#[derive(Clone)]
pub struct VersionLabels {
    store: Store,
    events: Events,
    clock: SharedClock,
}

impl VersionLabels {
    /// The labels in this store.
    pub fn new(store: Store, events: Events, clock: SharedClock) -> Self {
        Self { store, events, clock }
    }

    /// Gives a version these labels; other versions lose them.
    pub async fn set(&self, actor: &Actor, name: &Name, version: &str, labels: &[String]) -> Result<(), Error> {
        authorize(actor, Permission::Describe, Resource::Environment(name.as_str()))?;
        tags::check("labels", &labels.iter().map(|label| (label.clone(), String::new())).collect())?;
        if labels.iter().any(|label| label == LATEST) {
            return Err(Error::refuse(code::INVALID_PARAMETER, "\u{201c}latest\u{201d} is always the newest version")
                .field("labels")
                .help("Choose another label"));
        }
        let mut write = self.store.write().await?;
        let stored = versions::get(&mut write, name.as_str(), version).await?;
        let reference = stored
            .map(|stored| stored.key.into_api())
            .ok_or_else(|| Error::not_found(format!("version {version} of {}", name.as_str())))?;
        let mut changes = Vec::new();
        for label in labels {
            let before = rows::set(&mut write, &reference.environment, &reference.version, label).await?;
            if before.as_ref() != Some(&reference.version) {
                let after = Some(reference.version.clone());
                changes.push(activity::field_change(format!("label {label}"), before, after));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let at = self.clock.timestamp();
        let subject = Subject::Version(reference.clone());
        activity::record(&mut write, actor, &at, Action::Label, &subject, activity::truncated(changes)).await?;
        write.commit().await?;
        self.events.publish(WorkspaceEvent::Environment(reference.environment));
        Ok(())
    }

    /// The version that has a label; `latest` is the newest one.
    pub async fn find(&self, actor: &Actor, name: &Name, label: &str) -> Result<VersionReference, Error> {
        authorize(actor, Permission::View, Resource::Environment(name.as_str()))?;
        let mut connection = self.store.read().await?;
        let environment = name.as_str().to_owned();
        let version = if label == LATEST {
            versions::newest(&mut connection, name.as_str()).await?.map(|stored| stored.key.version)
        } else {
            rows::get(&mut connection, name.as_str(), label).await?
        };
        match version {
            Some(version) => Ok(VersionReference { environment, version }),
            None => Err(Error::not_found(format!("version of {environment} with the label \u{201c}{label}\u{201d}"))),
        }
    }
}
