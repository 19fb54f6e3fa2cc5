//! The folders that jobs run in: uploaded file by file, and kept by the digest of their files, which is their version.

use super::system_data::system_data;
use crate::{address::Place, context, storage};
use axum::extract::State;
use http::{
    CurrentActor, Error,
    extract::{Json, Path},
};
use serde::Deserialize;
use serde_json::{Value, json};
use workspace::{Workspace, access::Actor};

/// The version of a path.
#[derive(Deserialize)]
pub struct Named {
    name: String,
    version: String,
}

/// What a client sends.
#[derive(Deserialize)]
pub struct Sent {
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    code_uri: String,
}

/// None: clients look for what they uploaded before, and upload again.
pub async fn list() -> axum::Json<Value> {
    axum::Json(json!({ "value": [] }))
}

/// Where a client may upload a folder to.
pub async fn begin(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name, version }): Path<Named>,
) -> axum::Json<Value> {
    let folder = format!("{}/{}/code-{name}-{version}", place.origin.0, storage::CONTAINER);
    axum::Json(json!({
        "pendingUploadId": format!("{name}-{version}"),
        "pendingUploadType": "TemporaryBlobReference",
        "blobReferenceForConsumption": {
            "blobUri": folder,
            "storageAccountArmId": "",
            "credential": {
                "credentialType": "SAS",
                "sasUri": format!("{folder}?{}", storage::shared_access(&workspace, &actor)),
            },
        },
    }))
}

/// Takes what was uploaded for a folder that jobs can run in.
pub async fn put(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name, .. }): Path<Named>,
    Json(Sent { properties }): Json<Sent>,
) -> Result<axum::Json<Value>, Error> {
    let digest = context::folder(&workspace, &actor, &properties.code_uri).await?;
    Ok(axum::Json(document(&workspace, &actor, &place, &name, &digest.to_string(), &properties.code_uri)))
}

/// A folder. Its files are the build context of that digest.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name, version }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    let digest = version.parse().map_err(|_| Error::not_found(format!("code {name}:{version}")))?;
    workspace.contexts.get(&actor, digest).await?;
    let address = format!("{}{}/{digest}/archive", place.origin.0, api::path::CONTEXTS);
    Ok(axum::Json(document(&workspace, &actor, &place, &name, &version, &address)))
}

fn document(workspace: &Workspace, actor: &Actor, place: &Place, name: &str, version: &str, address: &str) -> Value {
    let now = workspace.clock.timestamp();
    json!({
        "id": format!("{}/codes/{name}/versions/{version}", place.id()),
        "name": version,
        "type": "Microsoft.MachineLearningServices/workspaces/codes/versions",
        "properties": {
            "codeUri": address,
            "description": null,
            "isAnonymous": true,
            "isArchived": false,
            "properties": {},
            "tags": {},
            "provisioningState": "Succeeded",
        },
        "systemData": system_data(&now, &now, actor.name()),
    })
}
