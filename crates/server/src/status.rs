//! How the workspace stands: registry, engine, queue, counts.

use crate::{
    Error, Workspace,
    store::{builds, environments, image_list, reuses},
    workspace::Rooms,
};
use api::{RegistryState, WorkspaceEvent};
use std::sync::PoisonError;

/// The workspace as its status line shows it.
pub async fn workspace(workspace: &Workspace) -> Result<api::Workspace, Error> {
    let registry = ask_registry(workspace).await;
    let mut connection = workspace.store.read().await?;
    let (building, queued) = builds::count(&mut connection).await?;
    let (environments, with_image) = environments::count(&mut connection).await?;
    let engine = workspace.builder.engine();
    let settings = &workspace.settings;
    Ok(api::Workspace {
        name: settings.name.clone(),
        registry,
        can_build: engine.is_ok(),
        engine: engine.unwrap_or_else(|reason| reason),
        building,
        queued,
        hash_version: definition::HASH_VERSION,
        default_base_image: settings.default_base_image.clone(),
        default_channels: settings.default_channels.clone(),
        environments,
        with_image,
        images: image_list::count(&mut connection).await?,
        savings: reuses::in_all(&mut connection).await?,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

/// Asks the registry whether it is there, and tells when that has changed.
pub async fn ask_registry(rooms: &Rooms) -> RegistryState {
    let now = match rooms.builder.registry().reachable().await {
        Ok(()) => RegistryState::Reachable,
        Err(reason) => {
            tracing::debug!(reason, "registry not reachable");
            RegistryState::Unreachable
        }
    };
    let before = std::mem::replace(&mut *rooms.registry.lock().unwrap_or_else(PoisonError::into_inner), now);
    if before != now {
        if now == RegistryState::Reachable {
            rooms.reconcile.notify_one();
        }
        rooms.events.tell(WorkspaceEvent::Registry(now == RegistryState::Reachable));
    }
    now
}
