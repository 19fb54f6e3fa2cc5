//! The workspace as its status line shows it.

use super::RegistryMonitor;
use crate::{
    Error, Settings,
    access::{Actor, Resource, authorize},
    counterparts::IntoApi as _,
    definitions::DefinitionRules,
    packages::Pythons,
};
use api::{Permission, RegistryState};
use builder::Builder;
use std::sync::Arc;
use store::{
    Store, builds, environments,
    images::{list, reuses},
};

/// Reads the status of the workspace.
#[derive(Clone)]
pub struct Status {
    store: Store,
    builder: Arc<Builder>,
    definitions: DefinitionRules,
    registry: RegistryMonitor,
    pythons: Pythons,
    name: String,
    largest_context: u64,
}

impl Status {
    /// The status of the workspace with these settings.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        definitions: DefinitionRules,
        registry: RegistryMonitor,
        pythons: Pythons,
        settings: &Settings,
    ) -> Self {
        let (name, largest_context) = (settings.name.clone(), settings.largest_context);
        Self { store, builder, definitions, registry, pythons, name, largest_context }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.store.ping().await?)
    }

    /// The status.
    pub async fn get(&self, actor: &Actor) -> Result<api::Workspace, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        let registry = match self.registry.check().await {
            Ok(()) => RegistryState::Reachable,
            Err(_) => RegistryState::Unreachable,
        };
        let mut connection = self.store.read().await?;
        let (building, queued) = builds::count(&mut connection).await?;
        let (environments, with_image) = environments::count(&mut connection).await?;
        let engine = self.builder.engine();
        let defaults = self.definitions.defaults();
        Ok(api::Workspace {
            name: self.name.clone(),
            registry,
            can_build: engine.is_ok(),
            engine: engine.unwrap_or_else(|reason| reason),
            building,
            queued,
            hash_version: definition::HASH_VERSION,
            default_base_image: defaults.base_image.clone(),
            python_base_images: defaults.python_base_images.clone(),
            pythons: self.pythons.known(),
            default_channels: defaults.channels.clone(),
            largest_context: self.largest_context,
            policy: self.definitions.policy().clone(),
            environments,
            with_image,
            images: list::count(&mut connection).await?,
            savings: reuses::total_savings(&mut connection).await?.into_api(),
            version: env!("CARGO_PKG_VERSION").into(),
        })
    }
}
