//! Where everything is: what clients ask before anything else, without a token but for subscriptions and the workspace.

use super::{
    address::{Origin, Place, workspace_id},
    storage,
};
use crate::server_name::SERVER;
use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};
use workspace::Workspace;

/// What clients ask without a token.
pub fn router() -> Router<Workspace> {
    Router::new()
        .route("/metadata/endpoints", get(endpoints))
        .route("/discovery", get(services))
        .route("/discovery/{*rest}", get(services))
}

/// The cloud that this server is: Azure's clients take its addresses from here.
async fn endpoints(Origin(at): Origin) -> Json<Value> {
    Json(json!([{
        "name": "SelfHosted",
        "portal": format!("{at}/"),
        "resourceManager": format!("{at}/"),
        "authentication": {
            "loginEndpoint": format!("{at}/login"),
            "audiences": [format!("{at}/"), format!("{at}/")],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graphAudience": format!("{at}/graph"),
        "graph": format!("{at}/graph"),
        "media": at,
        "batch": at,
        "gallery": at,
        "sqlManagement": at,
        "vmImageAliasDoc": at,
        "activeDirectoryDataLake": at,
        "suffixes": {
            "storage": storage::SUFFIX,
            "keyVaultDns": "vault.localhost",
            "sqlServerHostname": "database.localhost",
            "azureDataLakeStoreFileSystem": "lake.localhost",
            "azureDataLakeAnalyticsCatalogAndJob": "lake.localhost",
            "acrLoginServer": "registry.localhost",
        },
    }]))
}

/// The services of the first data plane.
async fn services(Origin(at): Origin) -> Json<Value> {
    let names = [
        "api",
        "experimentation",
        "history",
        "hyperdrive",
        "modelmanagement",
        "studio",
        "pipelines",
        "catalog",
        "notebooks",
        "gateway",
        "projectcontent",
    ];
    Json(names.into_iter().map(|name| (name.to_owned(), Value::from(at.as_str()))).collect())
}

/// The subscriptions. There is one, of whatever name a client uses; clients look for theirs in the list, and make do
/// without it.
pub async fn subscriptions(State(workspace): State<Workspace>) -> Json<Value> {
    let id = "00000000-0000-0000-0000-000000000001";
    Json(json!({
        "value": [{
            "id": format!("/subscriptions/{id}"),
            "subscriptionId": id,
            "displayName": workspace.name,
            "state": "Enabled",
            "tenantId": workspace_id(&workspace),
        }],
        "count": { "type": "Total", "value": 1 },
    }))
}

/// The workspace.
pub async fn workspace(State(workspace): State<Workspace>, place: Place) -> Json<Value> {
    let id = workspace_id(&workspace);
    let group = place.group_id();
    let at = &place.origin.0;
    let host = place.origin.host();
    Json(json!({
        "id": place.id(),
        "name": place.workspace,
        "type": "Microsoft.MachineLearningServices/workspaces",
        "location": "local",
        "tags": {},
        "etag": null,
        "kind": "Default",
        "sku": { "name": "Basic", "tier": "Basic" },
        "identity": { "type": "SystemAssigned", "principalId": id, "tenantId": id },
        "systemData": { "createdAt": workspace.since, "createdBy": SERVER, "createdByType": "User" },
        "properties": {
            "friendlyName": workspace.name,
            "description": "",
            "workspaceId": id,
            "provisioningState": "Succeeded",
            "discoveryUrl": format!("{at}/discovery"),
            "mlFlowTrackingUri": format!("azureml://{host}"),
            "storageAccount": format!("{group}/providers/Microsoft.Storage/storageAccounts/{}", storage::account(host)),
            "keyVault": format!("{group}/providers/Microsoft.Keyvault/vaults/none"),
            "applicationInsights": format!("{group}/providers/Microsoft.insights/components/none"),
            "containerRegistry": format!("{group}/providers/Microsoft.ContainerRegistry/registries/terrarium"),
            "publicNetworkAccess": "Disabled",
            "tenantId": id,
        },
    }))
}
