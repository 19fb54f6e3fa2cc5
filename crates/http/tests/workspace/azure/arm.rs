//! azure-ai-ml: environments, their versions, lists and archives.

use super::{Client, PLACE, arm};
use crate::support::{definitions::pip, workspace};
use api::{Activity, path};
use axum::{body::Body, http::Method};
use serde_json::{Value, json};

const CONDA: &str = "channels:\n- main\ndependencies:\n- python=3.11\n- pip:\n  - six==1.16.0\nname: model-env\n";

fn conda(image: &str) -> Value {
    json!({ "properties": { "image": image, "condaFile": CONDA, "isAnonymous": false, "isArchived": false } })
}

fn names(list: &Value) -> Vec<String> {
    list["value"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_version_is_registered_once_and_never_changes_but_for_its_notes() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let path = arm("/environments/training/versions/1");
    let mut first = conda("python:3.11");
    first["properties"]["tags"] = json!({ "a": "b" });
    first["properties"]["inferenceConfig"] = json!({ "livenessRoute": { "port": 5001, "path": "/live" } });
    let made: Value = client.put(&path, &first).await.expect(201);
    assert_eq!(made["id"], format!("{PLACE}/environments/training/versions/1"));
    insta::assert_json_snapshot!("version", made["properties"]);

    let mut again = first.clone();
    again["properties"].as_object_mut().unwrap().remove("tags");
    again["properties"]["description"] = json!("what it is for");
    let noted: Value = client.put(&path, &again).await.expect(200);
    assert_eq!(noted["properties"]["tags"], json!({ "a": "b" }), "what was not sent stays");
    assert_eq!(noted["properties"]["description"], "what it is for");
    assert_eq!(client.get(&path).await.expect::<Value>(200), noted);

    insta::assert_json_snapshot!("another definition", client.put(&path, &conda("python:3.12")).await.refusal());
    let head: Value = client.get(&arm("/environments/training")).await.expect(200);
    assert_eq!(head["properties"]["latestVersion"], "1");
    assert_eq!(head["properties"]["nextVersion"], "2");
    client.put(&arm("/environments/training/versions/2"), &conda("python:3.12")).await.expect::<Value>(201);
}

#[tokio::test]
async fn what_is_archived_leaves_the_lists_and_comes_back_as_it_was() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    for version in ["1", "2", "3"] {
        let path = arm(&format!("/environments/training/versions/{version}"));
        client.put(&path, &conda(&format!("python:3.1{version}"))).await.expect::<Value>(201);
    }
    let path = arm("/environments/training/versions/2");
    let mut resource: Value = client.get(&path).await.expect(200);
    resource["properties"]["isArchived"] = json!(true);
    client.put(&path, &resource).await.expect::<Value>(200);

    let versions = |query: &str| format!("{}{query}", arm("/environments/training/versions"));
    let list: Value = client.get(&versions("")).await.expect(200);
    assert_eq!(names(&list), ["3", "1"]);
    let list: Value = client.get(&versions("&listViewType=ArchivedOnly")).await.expect(200);
    assert_eq!(names(&list), ["2"]);
    let list: Value = client.get(&versions("&listViewType=All&$orderBy=createdtime%20desc&$top=1")).await.expect(200);
    assert_eq!((names(&list), list.get("nextLink")), (vec!["3".to_owned()], None));

    resource["properties"]["isArchived"] = json!(false);
    client.put(&path, &resource).await.expect::<Value>(200);
    let list: Value = client.get(&versions("")).await.expect(200);
    assert_eq!(names(&list), ["3", "2", "1"]);

    let container = arm("/environments/training");
    let mut resource: Value = client.get(&container).await.expect(200);
    resource["properties"]["isArchived"] = json!(true);
    client.put(&container, &resource).await.expect::<Value>(200);
    let active: Value = client.get(&arm("/environments")).await.expect(200);
    assert!(!names(&active).contains(&"training".to_owned()));
    let archived: Value = client.get(&format!("{}&listViewType=ArchivedOnly", arm("/environments"))).await.expect(200);
    assert_eq!(names(&archived), ["training"]);

    let trail: api::ActivityList = workspace.get(&format!("{}?subject=training:2", path::ACTIVITY)).await.expect(200);
    let actions: Vec<_> = trail.items.iter().map(|Activity { action, .. }| *action).collect();
    assert_eq!(actions, [api::Action::Restore, api::Action::Archive, api::Action::Register]);
}

#[tokio::test]
async fn long_lists_come_in_parts() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    for number in 0..105 {
        workspace.register(&format!("many-{number:03}"), pip(["six"])).await;
    }
    let mut found = Vec::new();
    let mut next = Some(arm("/environments"));
    let mut parts = 0;
    while let Some(path) = next {
        let list: Value = client.get(&path).await.expect(200);
        found.extend(names(&list).into_iter().filter(|name| name.starts_with("many")));
        next = list["nextLink"].as_str().map(|link| link.strip_prefix("http://127.0.0.1:4000").unwrap().to_owned());
        parts += 1;
    }
    assert_eq!((parts, found.len()), (2, 105));
    assert!(found.is_sorted());
}

#[tokio::test]
async fn what_the_console_registered_is_read_and_archived_by_a_client() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let definition = json!({
        "docker": { "baseDockerfile": "FROM python:3.12\nRUN apt-get update\n" },
        "python": { "condaDependencies": { "dependencies": ["python=3.12", { "pip": ["six"] }] } },
        "environmentVariables": { "MODE": "fast" },
    });
    workspace.register("mine", definition).await;
    let path = arm("/environments/mine/versions/1");
    let mut resource: Value = client.get(&path).await.expect(200);
    insta::assert_json_snapshot!("of the console", resource["properties"]);
    resource["properties"]["isArchived"] = json!(true);
    client.put(&path, &resource).await.expect::<Value>(200);
    // The address of its Dockerfile means the same when it is registered under another name.
    resource["properties"]["isArchived"] = json!(false);
    client.put(&arm("/environments/copy/versions/1"), &resource).await.expect::<Value>(201);
    let [mine, copy] = ["mine", "copy"].map(|name| path::version(name, "1"));
    let digests = |version: api::Version| version.digests;
    assert_eq!(digests(workspace.get(&mine).await.expect(200)), digests(workspace.get(&copy).await.expect(200)),);
}

#[tokio::test]
async fn refusals_have_the_form_that_the_client_reads() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let put = async |path: &str, body: &Value| client.put(&arm(path), body).await.refusal();
    insta::assert_json_snapshot!("reserved", put("/environments/AzureML-mine/versions/1", &conda("x:1")).await);
    insta::assert_json_snapshot!(
        "nothing in it",
        put("/environments/a/versions/1", &json!({ "properties": {} })).await
    );
    let bad = json!({ "properties": { "image": "x:1", "condaFile": "dependencies:\n- 3.10\n" } });
    insta::assert_json_snapshot!("bad conda file", put("/environments/a/versions/1", &bad).await);
    insta::assert_json_snapshot!("missing", client.get(&arm("/environments/nope/versions/1")).await.refusal());
    insta::assert_json_snapshot!("no such path", client.get(&format!("{PLACE}/models")).await.refusal());
    let mut curated: Value = client.get(&arm("/environments/minimal/versions/2")).await.expect(200);
    curated["properties"]["description"] = json!("mine now");
    insta::assert_json_snapshot!("curated", put("/environments/minimal/versions/2", &curated).await);

    let bare = crate::support::request(Method::GET, &arm("/environments")).body(Body::empty()).unwrap();
    let answer = workspace.send(bare).await;
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    insta::assert_json_snapshot!("no token", answer.refusal());
}

#[tokio::test]
async fn what_is_registered_once_more_is_in_lists_again() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let (head, version) = (arm("/environments/training"), arm("/environments/training/versions/1"));
    let sent = conda("python:3.11");
    client.put(&version, &sent).await.expect::<Value>(201);
    client.send(Method::DELETE, &version, None).await;
    client.put(&head, &json!({ "properties": { "isArchived": true } })).await;
    assert!(workspace.get(&path::environment("training")).await.expect::<api::Environment>(200).archived);

    let again: Value = client.put(&version, &sent).await.expect(200);
    assert_eq!(again["properties"]["isArchived"], false);
    assert!(!workspace.get(&path::environment("training")).await.expect::<api::Environment>(200).archived);
}
