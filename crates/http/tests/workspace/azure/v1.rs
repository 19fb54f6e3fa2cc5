//! azureml-core: environments registered, read back, labelled.

use super::{Client, arm, v1};
use crate::support::workspace;
use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use std::path::Path;

/// What `Environment.register` sends for a system-managed environment.
fn sent(packages: &Value) -> Value {
    json!({
        "Name": "training",
        "python": { "userManagedDependencies": false, "interpreterPath": "python", "condaDependenciesFile": null,
            "baseCondaEnvironment": null, "condaDependencies": { "name": "project_environment",
            "dependencies": packages, "channels": ["main"] } },
        "EnvironmentVariables": { "A": "1" },
        "Docker": { "enabled": false, "baseImage": "python:3.11", "baseDockerfile": null, "buildContext": null,
            "sharedVolumes": true, "shmSize": "2g", "arguments": [], "baseImageRegistry": { "address": null,
            "username": null, "password": null, "registryIdentity": null },
            "platform": { "os": "Linux", "architecture": "amd64" } },
        "Spark": { "repositories": [], "packages": [], "precachePackages": true },
        "InferencingStackVersion": null,
        "r": null,
    })
}

#[tokio::test]
async fn the_same_definition_is_one_version_and_another_the_next() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let first = sent(&json!(["python=3.11", "numpy=1.26"]));
    let made: Value = client.put(&v1("/environments/training"), &first).await.expect(200);
    insta::assert_json_snapshot!("registered", made);
    let again: Value = client.put(&v1("/environments/training"), &first).await.expect(200);
    assert_eq!(again["version"], "1");
    let reordered: Value =
        client.put(&v1("/environments/training"), &sent(&json!(["numpy=1.26", "python=3.11"]))).await.expect(200);
    assert_eq!(reordered["version"], "1", "order makes no difference");
    let other = sent(&json!(["python=3.11", "numpy=2.0"]));
    let next: Value = client.put(&v1("/environments/training"), &other).await.expect(200);
    assert_eq!(next["version"], "2");
    insta::assert_json_snapshot!(
        "version taken",
        client.put(&v1("/environments/training/versions/1"), &other).await.refusal()
    );
    let newest: Value = client.get(&v1("/environments/training")).await.expect(200);
    assert_eq!(newest, next);
}

#[tokio::test]
async fn a_label_names_one_version_at_a_time() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    for package in ["numpy=1.26", "numpy=2.0"] {
        client.put(&v1("/environments/training"), &sent(&json!([package]))).await.expect::<Value>(200);
    }
    let version = async |label: &str| {
        let found: Value = client.get(&v1(&format!("/environments/training/labels/{label}"))).await.expect(200);
        found["version"].as_str().unwrap().to_owned()
    };
    let body = json!({ "Labels": ["prod", "tested"] });
    client.put(&v1("/environments/training/versions/1/metadata"), &body).await.expect::<Value>(200);
    assert_eq!((version("prod").await, version("latest").await), ("1".into(), "2".into()));
    client
        .put(&v1("/environments/training/versions/2/metadata"), &json!({ "Labels": ["prod"] }))
        .await
        .expect::<Value>(200);
    assert_eq!((version("prod").await, version("tested").await), ("2".into(), "1".into()));
    insta::assert_json_snapshot!("no such label", client.get(&v1("/environments/training/labels/x")).await.refusal());
}

#[tokio::test]
async fn the_list_comes_in_parts() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    for number in 0..250 {
        let path = v1(&format!("/environments/many-{number:03}"));
        client.put(&path, &sent(&json!([format!("numpy=1.{number}")]))).await.expect::<Value>(200);
    }
    let mut names = Vec::new();
    let mut path = v1("/environments/");
    loop {
        let part: Value = client.get(&path).await.expect(200);
        names.extend(part["value"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(token) = part["continuationToken"].as_str() else { break };
        path = format!("{}?continuation={token}", v1("/environments/"));
    }
    assert_eq!(names.iter().filter(|name| name.starts_with("many")).count(), 250);
}

#[tokio::test]
async fn a_password_is_refused_and_stored_nowhere() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let mut definition = sent(&json!(["numpy"]));
    definition["Docker"]["baseImageRegistry"]["password"] = json!("hunter2");
    let answer = client.put(&v1("/environments/training"), &definition).await;
    assert!(!answer.text.contains("hunter2"));
    insta::assert_json_snapshot!("password", answer.refusal());
    let bare = crate::support::request(Method::GET, &v1("/environments/training")).body(Body::empty()).unwrap();
    insta::assert_json_snapshot!("v1 without a token", workspace.send(bare).await.refusal());
}

#[tokio::test]
async fn one_client_reads_what_the_other_registered() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let body = json!({ "properties": { "image": "python:3.12" } });
    client.put(&arm("/environments/image-only/versions/7"), &body).await.expect::<Value>(201);
    let read: Value = client.get(&v1("/environments/image-only/versions/7")).await.expect(200);
    insta::assert_json_snapshot!("of the other client", read);
    let mut sent = read.clone();
    for added in ["assetId", "autoRebuildSetting"] {
        sent.as_object_mut().unwrap().remove(added);
    }
    let again: Value = client.put(&v1("/environments/image-only"), &sent).await.expect(200);
    assert_eq!(again["version"], "7", "what was read is what is there");
}

/// Every environment that azureml-core made in `../shared` comes back as it was, but for what the server adds.
#[tokio::test]
async fn the_examples_come_back_as_they_were() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contracts/azure/v1_serialized_examples.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        return skip::because("there is no ../shared/contracts/azure beside the repository");
    };
    let examples: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    assert!(!examples.is_empty());
    for (name, example) in examples {
        let read: Value = client.put(&v1(&format!("/environments/{name}")), &example).await.expect(200);
        for (key, value) in example.as_object().unwrap() {
            // The client registers no `databricks`, and makes an empty one when it reads.
            if !["name", "version", "assetId", "autoRebuildSetting", "databricks"].contains(&key.as_str()) {
                assert_eq!(&read[key], value, "{name}: {key}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_registered_once_more_is_in_lists_again() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let definition = sent(&json!(["numpy"]));
    client.put(&v1("/environments/training"), &definition).await.expect::<Value>(200);
    workspace.post(&api::path::archive("training"), &()).await.expect::<api::Environment>(200);
    client.put(&v1("/environments/training"), &definition).await.expect::<Value>(200);
    let list: Value = client.get(&v1("/environments/")).await.expect(200);
    let names: Vec<_> = list["value"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"training"), "{names:?}");
}
