//! Build contexts that clients upload file by file.

use super::{Client, arm, v1};
use crate::support::{Answer, Opened, Standing, disk::FillingDisk, no_builder, request, settings, workspace};
use axum::{
    body::Body,
    http::{Method, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

const FOLDER: &str = "/azureml/LocalUpload/14df/ctx";

pub async fn access(client: &Client<'_>) -> String {
    let secrets: Value = client.post(&arm("/datastores/workspaceblobstore/listSecrets"), &json!({})).await.expect(200);
    secrets["sasToken"].as_str().unwrap().to_owned()
}

async fn blob(workspace: &Opened, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = request(method, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    workspace.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn upload(workspace: &Opened, access: &str, name: &str, text: &str) {
    let path = format!("{FOLDER}/{name}?{access}");
    let headers = [("x-ms-blob-type", "BlockBlob"), ("if-none-match", "*")];
    assert_eq!(blob(workspace, Method::PUT, &path, &headers, text).await.status, 201);
}

#[tokio::test]
async fn an_uploaded_folder_is_the_build_context_of_a_version() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let access = access(&client).await;
    upload(&workspace, &access, "Dockerfile", "FROM python:3.12\nCOPY app.py /app.py\n").await;
    upload(&workspace, &access, "app.py", "print(1)\n").await;
    upload(&workspace, &access, "notes.txt", "not needed\n").await;
    upload(&workspace, &access, ".dockerignore", "notes.txt\n.dockerignore\n").await;

    let body = json!({ "properties": { "build": { "contextUri": format!("http://127.0.0.1:4000{FOLDER}/") } } });
    let path = arm("/environments/with-files/versions/1");
    let made: Value = client.put(&path, &body).await.expect(201);
    assert_eq!(made["properties"]["build"]["contextUri"], format!("http://127.0.0.1:4000{FOLDER}/"));
    let version: api::Version = workspace.get(&api::path::version("with-files", "1")).await.expect(200);
    let digest = version.definition["docker"]["buildContext"]["digest"].as_str().unwrap().to_owned();
    let context: api::Context = workspace.get(&format!("/api/contexts/{digest}")).await.expect(200);
    assert_eq!(context.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["app.py"]);
    assert!(context.needed);

    // The same address of another start of the server, and what a client archives, are the same version.
    let moved = json!({ "properties": { "build": { "contextUri": format!("https://localhost:8443{FOLDER}/") } } });
    client.put(&path, &moved).await.expect::<Value>(200);
    let mut resource: Value = client.get(&path).await.expect(200);
    resource["properties"]["isArchived"] = json!(true);
    client.put(&path, &resource).await.expect::<Value>(200);

    let read: Value = client.get(&v1("/environments/with-files/versions/1")).await.expect(200);
    insta::assert_json_snapshot!("context of the other client", read["docker"]["buildContext"]);
}

#[tokio::test]
async fn what_was_not_uploaded_is_said_and_what_is_elsewhere_is_written_down() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let put = async |address: &str| {
        let body = json!({ "properties": { "build": { "contextUri": address } } });
        client.put(&arm("/environments/a/versions/1"), &body).await
    };
    insta::assert_json_snapshot!(
        "not uploaded",
        put("http://127.0.0.1:4000/azureml/LocalUpload/none/").await.refusal()
    );
    put("https://example.org/repository.git#main").await.expect::<Value>(201);
    put("https://example.org/repository.git#main").await.expect::<Value>(200);
    assert_eq!(
        put("https://example.org/repository.git#other").await.status,
        409,
        "another place is another definition"
    );
    let read: Value = client.get(&v1("/environments/a/versions/1")).await.expect(200);
    assert_eq!(read["docker"]["buildContext"]["locationType"], "git");
}

#[tokio::test]
async fn files_come_in_blocks_and_are_read_in_parts() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let access = access(&client).await;
    let path = |query: &str| format!("{FOLDER}/large?{query}&{access}");
    for (block, text) in [("QQ%3D%3D", "one "), ("Qg%3D%3D", "two")] {
        let path = path(&format!("comp=block&blockid={block}"));
        assert_eq!(blob(&workspace, Method::PUT, &path, &[], text).await.status, 201);
    }
    let list = "<?xml version='1.0'?><BlockList><Latest>QQ==</Latest><Latest>Qg==</Latest></BlockList>";
    let headers = [("x-ms-meta-name", "large")];
    assert_eq!(blob(&workspace, Method::PUT, &path("comp=blocklist"), &headers, list).await.status, 201);
    let head = blob(&workspace, Method::HEAD, &path(""), &[], "").await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert_eq!(
        (&head.headers["content-length"], &head.headers["x-ms-meta-name"]),
        (&"7".parse().unwrap(), &"large".parse().unwrap())
    );
    let part = blob(&workspace, Method::GET, &path(""), &[("x-ms-range", "bytes=4-100")], "").await;
    assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "two"));
    assert_eq!(part.headers["content-range"], "bytes 4-6/7");
    let missing =
        blob(&workspace, Method::PUT, &path("comp=blocklist"), &[], "<BlockList><Latest>x</Latest></BlockList>").await;
    insta::assert_snapshot!("missing block", missing.text);
}

#[tokio::test]
async fn nobody_gets_in_without_a_signature() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let access = access(&client).await;
    let refused = async |query: &str| {
        let answer = blob(&workspace, Method::PUT, &format!("{FOLDER}/x?{query}"), &[], "text").await;
        (answer.status.as_u16(), answer.headers["x-ms-error-code"].to_str().unwrap().to_owned())
    };
    let wrong = access.replace("sig=", "sig=A");
    let longer = access.replace("se=20", "se=21");
    for query in ["", "sig=", &wrong, &longer] {
        assert_eq!(refused(query).await, (403, "AuthenticationFailed".into()), "{query}");
    }
    let bad = blob(&workspace, Method::PUT, &format!("/azureml/a/%2e%2e/b?{access}"), &[], "text").await;
    assert_eq!(bad.status, 400, "{}", bad.text);
    upload(&workspace, &access, "x", "text").await;
    let twice =
        blob(&workspace, Method::PUT, &format!("{FOLDER}/x?{access}"), &[("if-none-match", "*")], "other").await;
    insta::assert_snapshot!("there already", twice.text);
}

#[tokio::test]
async fn the_key_of_the_account_signs_requests() {
    let workspace = workspace().await;
    let client = Client::of(&workspace);
    let keys: Value = client.post(&arm("/listKeys"), &json!({})).await.expect(200);
    let key = STANDARD.decode(keys["userStorageKey"].as_str().unwrap()).unwrap();
    let place: Value = client.get(&arm("")).await.expect(200);
    let account = place["properties"]["storageAccount"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let path = "/azureml/DockerBuildContext/ab/Dockerfile";
    let text = format!("PUT\n\n\n4\n\n\n\n\n\n\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:now\n/{account}{path}\ncomp:x");
    let text = text.replace("\ncomp:x", "");
    let signature = Hmac::<Sha256>::new_from_slice(&key).unwrap().chain_update(text).finalize().into_bytes();
    let authorization = format!("SharedKey {account}:{}", STANDARD.encode(signature));
    let send = async |date: &str| {
        let headers = [
            ("x-ms-blob-type", "BlockBlob"),
            ("x-ms-date", date),
            (header::CONTENT_LENGTH.as_str(), "4"),
            (header::AUTHORIZATION.as_str(), authorization.as_str()),
        ];
        blob(&workspace, Method::PUT, path, &headers, "FROM").await.status
    };
    assert_eq!(send("now").await, 201);
    assert_eq!(send("later").await, 403);
}

#[tokio::test]
async fn an_upload_leaves_the_space_free_that_is_to_stay_free() {
    for (times, text) in [(0, "text".to_owned()), (1, "x".repeat(9 << 20))] {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(FillingDisk::after(times));
        let settings = ::workspace::Settings { disk, ..settings(folder.path()) };
        let builder = no_builder(folder.path());
        let workspace = Opened::with(folder, settings, builder).await;
        let access = access(&Client::of(&workspace)).await;
        let headers = [("x-ms-blob-type", "BlockBlob")];
        let answer = blob(&workspace, Method::PUT, &format!("{FOLDER}/x?{access}"), &headers, &text).await;
        assert_eq!((answer.status.as_u16(), &answer.headers["x-ms-error-code"]), (503, &"ServerBusy".parse().unwrap()));
        assert!(answer.text.contains("the disk of the server is nearly full"), "{}", answer.text);
        assert_eq!(std::fs::read_dir(workspace.folder.path().join("blobs")).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn uploads_go_after_a_week_and_the_trail_says_so() {
    let start = OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap();
    let at = async |folder: tempfile::TempDir, after: Duration| {
        let settings = ::workspace::Settings { clock: Arc::new(Standing(start + after)), ..settings(folder.path()) };
        let builder = no_builder(folder.path());
        Opened::with(folder, settings, builder).await
    };
    let workspace = at(tempfile::tempdir().unwrap(), Duration::ZERO).await;
    let access = access(&Client::of(&workspace)).await;
    upload(&workspace, &access, "old", "text").await;
    let workspace = at(workspace.close(), Duration::days(8)).await;
    assert_eq!(std::fs::read_dir(workspace.folder.path().join("blobs")).unwrap().count(), 0);
    let trail = format!("{}?action=delete", api::path::ACTIVITY);
    let trail: api::ActivityList = workspace.get(&trail).await.expect(200);
    assert_eq!(trail.items.len(), 1);
    let entry = &trail.items[0];
    assert_eq!((&*entry.who, entry.detail.reason.as_deref()), ("terrarium", Some("uploads are kept for a week")));
}
