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
    let registry = match ask_registry(workspace).await {
        Ok(()) => RegistryState::Reachable,
        Err(_) => RegistryState::Unreachable,
    };
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
        default_base_image: settings.defaults.base_image.clone(),
        python_base_images: settings.defaults.python_base_images.clone(),
        pythons: workspace.pythons.known(),
        default_channels: settings.defaults.channels.clone(),
        largest_context: settings.largest_context,
        policy: settings.policy.clone(),
        environments,
        with_image,
        images: image_list::count(&mut connection).await?,
        savings: reuses::in_all(&mut connection).await?,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

/// Asks the registry whether it is there, and tells when that has changed.
///
/// # Errors
/// What happened instead of an answer, in words.
pub async fn ask_registry(rooms: &Rooms) -> Result<(), String> {
    let answer = rooms.builder.registry().reachable().await;
    let now = if answer.is_ok() { RegistryState::Reachable } else { RegistryState::Unreachable };
    let before = std::mem::replace(&mut *rooms.registry.lock().unwrap_or_else(PoisonError::into_inner), now);
    if before != now {
        if answer.is_ok() {
            rooms.reconcile.notify_one();
        }
        rooms.events.tell(WorkspaceEvent::Registry(answer.is_ok()));
    }
    answer
}
