//! Environments: registered, read, listed, labelled.

use super::document;
use crate::address::{Origin, Place};
use api::{Register, UpdateVersion};
use axum::extract::State;
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
    environments::ArchivedFilter,
    input::{LATEST, Name},
    runs::ANONYMOUS_PREFIX,
};

/// How many environments a part of the list has.
const PAGE_SIZE: i64 = 100;

/// The environment of a path.
#[derive(Deserialize)]
pub struct Named {
    pub name: String,
}

/// The version of a path.
#[derive(Deserialize)]
pub struct Versioned {
    pub name: String,
    pub version: String,
}

/// The label of a path.
#[derive(Deserialize)]
pub struct Labelled {
    name: String,
    label: String,
}

/// Where the part of a list before ended.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(alias = "continuationToken")]
    continuation: Option<String>,
}

/// What may change about a version.
#[derive(Deserialize)]
pub struct Metadata {
    #[serde(rename = "Labels", alias = "labels", default)]
    labels: Vec<String>,
    #[serde(rename = "Description", alias = "description")]
    description: Option<String>,
    #[serde(rename = "Tags", alias = "tags")]
    tags: Option<BTreeMap<String, String>>,
}

/// The newest version of every environment, by name.
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    origin: Origin,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Value>, Error> {
    let after = asked.continuation.unwrap_or_default();
    let found = workspace.environments.list_by_name(&actor, ArchivedFilter::Active, &after, PAGE_SIZE).await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == PAGE_SIZE);
    let next = found.last().filter(|_| full).map(|last| last.name.clone());
    let mut items = Vec::with_capacity(found.len());
    for environment in found {
        let version =
            workspace.versions.get(&actor, &Name::environment(&environment.name)?, &environment.latest).await?;
        items.push(document::show(&workspace, &origin, &version)?);
    }
    Ok(axum::Json(json!({ "value": items, "continuationToken": next })))
}

/// The newest version.
pub async fn newest(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    origin: Origin,
    Path(Named { name }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    read(&workspace, &actor, &origin, &name, LATEST).await
}

/// One version.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    origin: Origin,
    Path(Versioned { name, version }): Path<Versioned>,
) -> Result<axum::Json<Value>, Error> {
    read(&workspace, &actor, &origin, &name, &version).await
}

/// The version that has a label.
pub async fn labelled(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    origin: Origin,
    Path(Labelled { name, label }): Path<Labelled>,
) -> Result<axum::Json<Value>, Error> {
    let found = workspace.labels.find(&actor, &Name::environment(&name)?, &label).await?;
    read(&workspace, &actor, &origin, &name, &found.version).await
}

async fn read(
    workspace: &Workspace,
    actor: &Actor,
    origin: &Origin,
    name: &str,
    version: &str,
) -> Result<axum::Json<Value>, Error> {
    let version = workspace.versions.get(actor, &Name::environment(name)?, version).await?;
    document::show(workspace, origin, &version).map(axum::Json)
}

/// Registers a definition under the next number, unless it is the newest version already.
pub async fn register(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name }): Path<Named>,
    Json(sent): Json<Value>,
) -> Result<axum::Json<Value>, Error> {
    store(&workspace, &actor, &place, &name, None, sent).await
}

/// Registers a definition under a version, unless it is that version already.
pub async fn register_version(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Versioned { name, version }): Path<Versioned>,
    Json(sent): Json<Value>,
) -> Result<axum::Json<Value>, Error> {
    store(&workspace, &actor, &place, &name, Some(version), sent).await
}

async fn store(
    workspace: &Workspace,
    actor: &Actor,
    place: &Place,
    name: &str,
    version: Option<String>,
    sent: Value,
) -> Result<axum::Json<Value>, Error> {
    let definition = document::read(workspace, actor, sent).await?;
    let request = Register {
        definition: definition.to_json(),
        version,
        digests: None,
        description: String::new(),
        tags: BTreeMap::new(),
        build: false,
        anonymous: name.starts_with(ANONYMOUS_PREFIX),
    };
    let registered = workspace.registration.register(actor, &Name::environment(name)?, request).await?;
    document::show(workspace, &place.origin, &registered.version).map(axum::Json)
}

/// Gives a version labels, which other versions lose; and replaces its description and tags.
pub async fn describe(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Versioned { name, version }): Path<Versioned>,
    Json(metadata): Json<Metadata>,
) -> Result<axum::Json<Value>, Error> {
    let name = Name::environment(&name)?;
    workspace.labels.set(&actor, &name, &version, &metadata.labels).await?;
    if metadata.description.is_some() || metadata.tags.is_some() {
        let change = UpdateVersion { description: metadata.description, tags: metadata.tags, seen: None };
        workspace.versions.update(&actor, &name, &version, change).await?;
    }
    Ok(axum::Json(json!({})))
}
