//! azureml-core: builds, their logs, and the details of images.

use super::{Client, v1};
use crate::support::{
    definitions::{pip, steps},
    site::Site,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::io::Read;

fn path_of(address: &Value) -> String {
    address.as_str().unwrap().strip_prefix("http://127.0.0.1:4000").unwrap().to_owned()
}

#[tokio::test]
async fn a_build_is_followed_to_its_end_and_its_log_is_read_without_a_token() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    site.workspace.register("training", steps(["say hello"])).await;
    let details: Value = client.get(&v1("/environments/training/versions/1/image")).await.expect(200);
    assert_eq!(details["imageExistsInRegistry"], false);

    let build = v1("/environments/training/versions/1/image").replace("/v1.0/", "/v2.0/");
    let started = client.post(&build, &json!({})).await;
    let header = started.headers["location"].clone();
    let started: Value = started.expect(202);
    assert_eq!(started["location"], header.to_str().unwrap());
    assert_eq!(started["environment"], "training:1");
    let location = path_of(&started["location"]);
    let waiting: Value = client.get(&location).await.expect(202);
    assert!(["Queued", "Running"].contains(&waiting["status"].as_str().unwrap()), "{waiting}");
    site.engine.let_end(1);
    site.ended(1).await;
    let ended: Value = client.get(&location).await.expect(200);
    assert_eq!((&ended["status"], &ended["error"]), (&json!("Succeeded"), &Value::Null));

    let address = path_of(&ended["logUrl"]);
    let log = site.workspace.get(&address).await;
    assert!(log.status.is_success() && log.text.contains("hello"), "{}", log.text);
    let forged = site.workspace.get(&address.replace("logs/1", "logs/2")).await;
    insta::assert_json_snapshot!("forged log", forged.refusal());

    let details: Value = client.get(&v1("/environments/training/versions/1/image")).await.expect(200);
    assert_eq!(details["imageExistsInRegistry"], true);
    let image: api::ImageList = site.workspace.get(api::path::IMAGES).await.expect(200);
    let registry = details["dockerImage"]["registry"]["address"].as_str().unwrap();
    assert_eq!(format!("{registry}/{}", details["dockerImage"]["name"].as_str().unwrap()), image.items[0].reference);
    assert_eq!(details["pythonEnvironment"]["interpreterPath"], "python", "its user manages the packages");

    let again: Value = client.post(&build, &json!({})).await.expect(202);
    assert_ne!(again["location"], started["location"], "who builds again asks for a rebuild");
    site.engine.let_end(1);
    site.ended(2).await;
}

#[tokio::test]
async fn a_failed_build_says_why() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    site.workspace.register("broken", steps(["fail"])).await;
    let build = v1("/environments/broken/versions/1/image").replace("/v1.0/", "/v2.0/");
    let started: Value = client.post(&build, &json!({})).await.expect(202);
    site.engine.let_end(1);
    site.ended(1).await;
    let ended: Value = client.get(&path_of(&started["location"])).await.expect(200);
    assert_eq!(ended["status"], "Failed");
    assert!(ended["error"]["error"]["message"].as_str().is_some_and(|text| !text.is_empty()), "{ended}");
    let missing = v1("/environments/nope/versions/1/image").replace("/v1.0/", "/v2.0/");
    assert_eq!(client.post(&missing, &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_recipe_holds_scripts_and_what_they_install() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    site.workspace.register("training", pip(["six==1.16.0; python_version > '3'"])).await;
    let details: Value = client.get(&v1("/environments/training/versions/1/image")).await.expect(200);
    let registry = details["dockerImage"]["registry"]["address"].as_str().unwrap().to_owned();
    let recipe = v1("/environments/training/versions/1/recipe");
    let files = async |body: Value| {
        let recipe: Value = client.post(&recipe, &body).await.expect(200);
        let bytes = STANDARD.decode(recipe["setupContentZip"].as_str().unwrap()).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        names.sort();
        let mut text = String::new();
        for name in names {
            text.extend(["--- ", &name, "\n"]);
            archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        }
        text.replace(&registry, "REGISTRY")
    };
    insta::assert_snapshot!("recipe of an image", files(json!({ "platform": "Linux", "useDocker": true })).await);
    insta::assert_snapshot!("recipe of a folder", files(json!({ "platform": "Linux", "useDocker": false })).await);
    insta::assert_json_snapshot!(
        "recipe for Windows",
        client.post(&recipe, &json!({ "platform": "Windows", "useDocker": true })).await.refusal()
    );
}
