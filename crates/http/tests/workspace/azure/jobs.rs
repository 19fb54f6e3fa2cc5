//! Jobs of azure-ai-ml and runs of azureml-core, each in the environment that it brings along.

use super::{Client, PLACE, arm, v1};
use crate::support::{definitions::steps, request, site::Site};
use axum::{body::Body, http::Method};
use serde_json::{Value, json};

fn path_of(address: &Value) -> String {
    let path = address.as_str().unwrap().splitn(4, '/').nth(3).unwrap();
    format!("/{path}")
}

/// The details that clients follow a run by, when it is over.
async fn details(site: &Site, client: &Client<'_>, run: &str) -> Value {
    let wanted = format!("{}?name={run}", api::path::RUNS);
    let list: api::RunList = site.workspace.get(&wanted).await.expect(200);
    site.workspace.get(&api::path::run_events(list.items[0].id)).await;
    client.get(&format!("/history/v1.0{PLACE}/runs/{run}/details")).await.expect(200)
}

#[tokio::test]
async fn a_job_has_its_image_built_and_its_output_is_read_without_a_token() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    site.workspace.register("training", steps(["say built"])).await;
    let body = json!({ "properties": {
        "jobType": "Command",
        "command": "echo hello $MODE",
        "environmentId": format!("{PLACE}/environments/training/versions/1"),
        "environmentVariables": { "MODE": "fast" },
        "computeId": format!("{PLACE}/computes/anything"),
        "displayName": "first",
        "experimentName": "letters",
        "inputs": {}, "outputs": {},
    }});
    let job: Value = client.put(&arm("/jobs/lucid_brake"), &body).await.expect(201);
    assert_eq!(job["properties"]["status"], "Preparing");
    let following: Value = client.get(&format!("/history/v1.0{PLACE}/runs/lucid_brake/details")).await.expect(200);
    let log = following["logFiles"].as_object().unwrap();
    assert_eq!(log.keys().collect::<Vec<_>>(), ["azureml-logs/20_image_build_log.txt"]);
    site.engine.let_end(1);
    let details = details(&site, &client, "lucid_brake").await;
    assert_eq!(details["status"], "Completed", "{details}");
    let output = site.workspace.get(&path_of(&details["logFiles"]["user_logs/std_log.txt"])).await;
    assert_eq!(output.text, "hello fast\n");

    let mut ended: Value = client.get(&arm("/jobs/lucid_brake")).await.expect(200);
    ended.as_object_mut().unwrap().remove("systemData");
    insta::assert_json_snapshot!("job", ended);
    let again: Value = client.put(&arm("/jobs/lucid_brake"), &body).await.expect(200);
    assert_eq!(again["properties"]["status"], "Completed", "the name is taken: nothing is run twice");
    let list: Value = client.get(&arm("/jobs")).await.expect(200);
    assert_eq!(list["value"].as_array().unwrap().len(), 1);

    let page = request(Method::GET, "/runs/lucid_brake").body(Body::empty()).unwrap();
    let page = site.workspace.send(page).await;
    assert_eq!((page.status.as_u16(), &page.headers["location"]), (307, &"/runs/1".parse().unwrap()));
}

#[tokio::test]
async fn what_a_job_asks_for_and_is_not_done_here_is_said() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    let put =
        async |properties: Value| client.put(&arm("/jobs/odd"), &json!({ "properties": properties })).await.refusal();
    insta::assert_json_snapshot!("sweep", put(json!({ "jobType": "Sweep" })).await);
    let job = json!({ "jobType": "Command", "command": "true", "inputs": { "data": {} } });
    insta::assert_json_snapshot!("inputs", put(job).await);
    let job = json!({ "jobType": "Command", "command": "true", "environmentId": "somewhere" });
    insta::assert_json_snapshot!("no environment", put(job).await);
    assert_eq!(client.get(&arm("/jobs/none")).await.status, 404);
}

#[tokio::test]
async fn a_run_of_the_first_client_registers_its_environment_and_finds_its_folder() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    let content = |rest: &str| format!("/content/v2.0{PLACE}/snapshots/{rest}");
    // No build looks at this folder: whatever its files are called, the command finds them.
    let files = [("say it.sh", "echo said $1 $MODE; cat Dockerfile .dockerignore\n"), ("Dockerfile", "FROM nothing\n")];
    let files = [&files[..], &[(".dockerignore", "*.sh\n")]].concat();
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    let places: Value = client.post(&content("getblob"), &json!({ "FileNames": names })).await.expect(200);
    let places = places["fileNodes"].as_array().unwrap();
    let mut nodes = Vec::new();
    for (name, text) in files {
        let address = &places.iter().find(|place| place["fullName"] == name).unwrap()["blobUri"];
        let upload = request(Method::PUT, &path_of(address)).body(Body::from(text)).unwrap();
        assert_eq!(site.workspace.send(upload).await.status, 201);
        nodes.push(json!({ "FullName": name, "BlobUri": address, "FileSize": text.len() }));
    }
    let folder = json!({
        "ParentSnapshotId": "00000000-0000-0000-0000-000000000000",
        "FileRevisionList": { "FileNodes": nodes },
    });
    client.post(&content("4e5d"), &folder).await.expect::<Value>(200);
    let mut part = folder.clone();
    part["ParentSnapshotId"] = json!("4e5d");
    insta::assert_json_snapshot!("changes of a folder", client.post(&content("85b3"), &part).await.refusal());

    let mut environment = steps(["say built"]);
    environment["name"] = json!("mine");
    environment["version"] = Value::Null;
    environment["environmentVariables"] = json!({ "MODE": "loud" });
    environment["databricks"] = json!({ "eggLibraries": [] });
    let run = json!({
        "Configuration": { "command": ["sh", "say it.sh", "this"], "script": null, "environment": environment },
        "SnapshotId": "4e5d",
    });
    let start = format!("/execution/v1.0{PLACE}/experiments/letters/snapshotrun?runId=letters_1");
    let started: Value = client.post(&start, &run).await.expect(200);
    assert_eq!(started, json!({ "runId": "letters_1" }));
    site.engine.let_end(1);
    let details = details(&site, &client, "letters_1").await;
    assert_eq!(details["status"], "Completed", "{details}");
    let output = site.workspace.get(&path_of(&details["logFiles"]["user_logs/std_log.txt"])).await;
    assert_eq!(output.text, "said this loud\nFROM nothing\n*.sh\n");
    let registered: Value = client.get(&v1("/environments/mine")).await.expect(200);
    assert_eq!((&registered["version"], &registered["environmentVariables"]["MODE"]), (&json!("1"), &json!("loud")));
    let experiment: Value = client.get(&format!("/history/v1.0{PLACE}/experiments/letters")).await.expect(200);
    assert_eq!(experiment["name"], "letters");
}

#[tokio::test]
async fn an_id_never_gets_other_files_than_it_has() {
    let site = Site::new().await;
    let client = Client::of(&site.workspace);
    let content = |rest: &str| format!("/content/v2.0{PLACE}/snapshots/{rest}");
    let keep = async |text: &'static str| {
        let places: Value = client.post(&content("getblob"), &json!({ "FileNames": ["run.sh"] })).await.expect(200);
        let address = &places["fileNodes"][0]["blobUri"];
        let upload = request(Method::PUT, &path_of(address)).body(Body::from(text)).unwrap();
        assert_eq!(site.workspace.send(upload).await.status, 201);
        let folder = json!({ "FileRevisionList": { "FileNodes": [{ "FullName": "run.sh", "BlobUri": address }] } });
        client.post(&content("4e5d"), &folder).await
    };
    keep("first").await.expect::<Value>(200);
    keep("first").await.expect::<Value>(200);
    insta::assert_json_snapshot!("other files", keep("second").await.refusal());
}
