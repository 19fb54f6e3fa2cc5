//! What clients are told of the storage: where it is, and what lets them in.

use super::{
    entry,
    names::{CONTAINER, SUFFIX, account},
};
use crate::{address::Place, server_name::SERVER};
use axum::{Json, extract::State};
use http::CurrentActor;
use serde_json::{Value, json};
use workspace::Workspace;

/// The one datastore, whatever it is asked for as.
pub async fn datastore(State(workspace): State<Workspace>, place: Place) -> Json<Value> {
    let by = json!({ "createdAt": workspace.since, "createdBy": SERVER, "createdByType": "User" });
    Json(json!({
        "id": format!("{}/datastores/workspaceblobstore", place.id()),
        "name": "workspaceblobstore",
        "type": "Microsoft.MachineLearningServices/workspaces/datastores",
        "properties": {
            "datastoreType": "AzureBlob",
            "isDefault": true,
            "accountName": account(place.origin.host()),
            "containerName": CONTAINER,
            "endpoint": SUFFIX,
            "protocol": "https",
            "serviceDataAccessAuthIdentity": "None",
            "credentials": { "credentialsType": "Sas" },
            "description": null,
            "properties": null,
            "tags": null,
        },
        "systemData": by,
    }))
}

/// What lets a client into the storage for an hour.
pub async fn secrets(State(workspace): State<Workspace>, actor: CurrentActor) -> Json<Value> {
    Json(json!({ "secretsType": "Sas", "sasToken": entry::shared_access(&workspace, &actor) }))
}

/// The keys of the workspace: the first kind of client signs its uploads with that of the storage.
pub async fn keys(State(workspace): State<Workspace>) -> Json<Value> {
    Json(json!({
        "userStorageKey": entry::account_key(&workspace),
        "userStorageResourceId": "",
        "appInsightsInstrumentationKey": "",
        "containerRegistryCredentials": null,
        "notebookAccessKeys": null,
    }))
}
