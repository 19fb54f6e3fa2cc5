//! Compute targets: there is one, this machine, whatever a client calls it.

use super::system_data::system_data;
use crate::{address::Place, server_name::SERVER};
use axum::{Json, extract::State};
use http::extract::Path;
use serde::Deserialize;
use serde_json::{Value, json};
use workspace::Workspace;

/// What the machine is called in lists.
const MACHINE: &str = "this-machine";

/// The compute target of a path.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// All of them.
pub async fn list(State(workspace): State<Workspace>, place: Place) -> Json<Value> {
    Json(json!({ "value": [document(&workspace, &place, MACHINE)] }))
}

/// This machine, under the name that it was asked for by.
pub async fn get(State(workspace): State<Workspace>, place: Place, Path(Named { name }): Path<Named>) -> Json<Value> {
    Json(document(&workspace, &place, &name))
}

fn document(workspace: &Workspace, place: &Place, name: &str) -> Value {
    json!({
        "id": format!("{}/computes/{name}", place.id()),
        "name": name,
        "type": "Microsoft.MachineLearningServices/workspaces/computes",
        "location": "local",
        "tags": {},
        "properties": {
            "computeType": "VirtualMachine",
            "computeLocation": "local",
            "description": "The machine that Terrarium runs on",
            "provisioningState": "Succeeded",
            "createdOn": workspace.since,
            "modifiedOn": workspace.since,
            "resourceId": null,
            "provisioningErrors": null,
            "isAttachedCompute": true,
            "disableLocalAuth": true,
            "properties": { "virtualMachineSize": null, "sshPort": 22, "address": "127.0.0.1" },
        },
        "systemData": system_data(&workspace.since, &workspace.since, SERVER),
    })
}
