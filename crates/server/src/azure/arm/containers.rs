//! Environments, which Azure calls containers of versions.

use super::{paging::Asked, system_data::system_data};
use crate::{
    Error, Workspace,
    azure::address::Place,
    environments,
    http::extract::{Json, Path, Query},
    name::Name,
    store::containers::{self, Container},
};
use api::UpdateEnvironment;
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The environment of a path.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// What a client sends of an environment.
#[derive(Deserialize)]
pub struct Sent {
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    is_archived: Option<bool>,
    tags: Option<BTreeMap<String, String>>,
}

/// The environments, by name.
pub async fn list(
    State(workspace): State<Workspace>,
    place: Place,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Value>, Error> {
    let mut connection = workspace.store.read().await?;
    let limit = asked.limit();
    let after = asked.after().unwrap_or_default();
    let mut found = containers::list(&mut connection, asked.view(), after, limit + 1).await?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|last| last.name.clone());
    let items: Vec<_> = found.into_iter().map(|container| document(&place, container, &BTreeMap::new())).collect();
    Ok(axum::Json(asked.part(&place, "/environments", &items, next)))
}

/// One environment.
pub async fn get(
    State(workspace): State<Workspace>,
    place: Place,
    Path(Named { name }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    read(&workspace, &place, &Name::environment(&name)?).await.map(axum::Json)
}

/// Archives an environment or brings it back; its tags are our labels.
pub async fn put(
    State(workspace): State<Workspace>,
    place: Place,
    Path(Named { name }): Path<Named>,
    Json(Sent { properties }): Json<Sent>,
) -> Result<axum::Json<Value>, Error> {
    let name = Name::environment(&name)?;
    let before = environments::get(&workspace, &name).await?;
    if let Some(labels) = properties.tags.filter(|tags| *tags != before.labels) {
        environments::update(&workspace, &name, UpdateEnvironment { labels, seen: None }).await?;
    }
    match properties.is_archived {
        Some(true) if !before.archived => environments::archive(&workspace, &name).await.map(drop)?,
        Some(false) if before.archived => environments::restore(&workspace, &name).await.map(drop)?,
        _ => {}
    }
    read(&workspace, &place, &name).await.map(axum::Json)
}

/// Archives an environment: what was registered stays.
pub async fn delete(
    State(workspace): State<Workspace>,
    Path(Named { name }): Path<Named>,
) -> Result<StatusCode, Error> {
    environments::archive(&workspace, &Name::environment(&name)?).await?;
    Ok(StatusCode::OK)
}

async fn read(workspace: &Workspace, place: &Place, name: &Name) -> Result<Value, Error> {
    let labels = environments::get(workspace, name).await?.labels;
    let mut connection = workspace.store.read().await?;
    let found = containers::get(&mut connection, name.as_str()).await?;
    let container = found.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))?;
    Ok(document(place, container, &labels))
}

fn document(place: &Place, container: Container, labels: &BTreeMap<String, String>) -> Value {
    let Container { name, archived, latest, next, created_at, changed_at, owner } = container;
    json!({
        "id": format!("{}/environments/{name}", place.id()),
        "name": name,
        "type": "Microsoft.MachineLearningServices/workspaces/environments",
        "properties": {
            "description": null,
            "tags": labels,
            "properties": {},
            "isArchived": archived,
            "latestVersion": latest,
            "nextVersion": next.to_string(),
            "provisioningState": "Succeeded",
        },
        "systemData": system_data(&created_at, &changed_at, &owner),
    })
}
