//! Environments, which Azure calls containers of versions.

use super::{paging::Asked, system_data::system_data};
use crate::address::Place;
use api::UpdateEnvironment;
use axum::{extract::State, http::StatusCode};
use http::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use workspace::{
    Workspace,
    access::Actor,
    environments::EnvironmentListing,
    input::{Name, page},
};

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
    actor: CurrentActor,
    place: Place,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Value>, Error> {
    let limit = asked.limit();
    let after = asked.after().unwrap_or_default();
    let mut found = workspace.environments.list_by_name(&actor, asked.filter(), after, limit + 1).await?;
    let next = page::cut(&mut found, limit, |last| last.name.clone());
    let items: Vec<_> = found.into_iter().map(|environment| document(&place, environment, &BTreeMap::new())).collect();
    Ok(axum::Json(asked.part(&place, "/environments", &items, next)))
}

/// One environment.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(read(&workspace, &actor, &place, &Name::environment(&name)?).await?))
}

/// Archives an environment or brings it back; its tags are our labels.
pub async fn put(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name }): Path<Named>,
    Json(Sent { properties }): Json<Sent>,
) -> Result<axum::Json<Value>, Error> {
    let name = Name::environment(&name)?;
    let before = workspace.environments.get(&actor, &name).await?;
    if let Some(labels) = properties.tags.filter(|tags| *tags != before.labels) {
        workspace.environments.update(&actor, &name, UpdateEnvironment { labels, seen: None }).await?;
    }
    match properties.is_archived {
        Some(true) if !before.archived => workspace.environments.archive(&actor, &name).await.map(drop)?,
        Some(false) if before.archived => workspace.environments.restore(&actor, &name).await.map(drop)?,
        _ => {}
    }
    Ok(axum::Json(read(&workspace, &actor, &place, &name).await?))
}

/// Archives an environment: what was registered stays.
pub async fn delete(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { name }): Path<Named>,
) -> Result<StatusCode, Error> {
    workspace.environments.archive(&actor, &Name::environment(&name)?).await?;
    Ok(StatusCode::OK)
}

async fn read(workspace: &Workspace, actor: &Actor, place: &Place, name: &Name) -> Result<Value, Error> {
    let labels = workspace.environments.get(actor, name).await?.labels;
    Ok(document(place, workspace.environments.summary(actor, name).await?, &labels))
}

fn document(place: &Place, environment: EnvironmentListing, labels: &BTreeMap<String, String>) -> Value {
    let EnvironmentListing { name, archived, latest, next, created_at, changed_at, owner } = environment;
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
