//! Every write is recorded under the name of whoever has the credential, whichever way it came in.

use super::{Client, arm, storage, v1};
use crate::support::{Opened, Tar, definitions::conda, request, workspace};
use api::{Action, Activity, ActivityList, Subject, code, path};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use serde_json::json;

/// The entries about this subject, newest first.
async fn entries(workspace: &Opened, subject: &str) -> Vec<Activity> {
    let list: ActivityList =
        workspace.get(&format!("{}?subject={}", path::ACTIVITY, subject.replace(' ', "%20"))).await.expect(200);
    list.items
}

/// Action and actor of the newest entry about this subject.
async fn newest(workspace: &Opened, subject: &str) -> (Action, String) {
    let entry = entries(workspace, subject).await.into_iter().next();
    let entry = entry.unwrap_or_else(|| panic!("no entry about {subject}"));
    (entry.action, entry.who)
}

#[tokio::test]
async fn a_token_has_its_own_name_in_versions_and_in_the_audit_trail() {
    let workspace = workspace().await;
    let grace = Client::named(&workspace, "grace");
    let sent = json!({ "properties": { "image": "python:3.12", "osType": "Linux" } });
    assert!(grace.put(&arm("/environments/training/versions/1"), &sent).await.status.is_success());
    let version: api::Version = workspace.get(&path::version("training", "1")).await.expect(200);
    assert_eq!(version.registered_by, "grace");
    assert_eq!(newest(&workspace, "training:1").await, (Action::Register, "grace".into()));
    // The same workspace without a token is used by whoever uses the machine.
    workspace.register("training", conda(["numpy"])).await;
    assert_eq!(newest(&workspace, "training:2").await, (Action::Register, "ada".into()));
}

#[tokio::test]
async fn uploads_build_contexts_and_snapshots_are_recorded() {
    let workspace = workspace().await;
    let grace = Client::named(&workspace, "grace");
    let access = storage::access(&grace).await;
    let put = request(Method::PUT, &format!("/azureml/snapshot-7/train.py?{access}")).body(Body::from("print(1)"));
    assert_eq!(workspace.send(put.unwrap()).await.status, StatusCode::CREATED);
    assert_eq!(newest(&workspace, "upload snapshot-7/train.py").await, (Action::Upload, "grace".into()));

    let address = "http://127.0.0.1:4000/azureml/snapshot-7/train.py";
    let files = json!({ "FileRevisionList": { "FileNodes": [{ "BlobUri": address }] } });
    let place = v1("").replace("/environment/", "/content/");
    // A client that got no answer sends the same once more.
    for _ in 0..2 {
        let stored = grace.post(&format!("{place}/snapshots/s7"), &files).await;
        assert_eq!(stored.status, StatusCode::OK, "{}", stored.text);
    }
    let recorded = entries(&workspace, "context ").await;
    let named = recorded.iter().filter(|entry| entry.detail.reason.as_deref() == Some("as snapshot s7"));
    assert_eq!(named.map(|entry| (entry.action, &*entry.who)).collect::<Vec<_>>(), [(Action::Upload, "grace")]);

    let archive = Tar::of([("Dockerfile", "FROM python:3.12\n"), ("data.txt", "1")]);
    let sent = request(Method::POST, path::CONTEXTS).body(Body::from(archive)).unwrap();
    let uploaded: api::UploadedContext = workspace.send(sent).await.expect(201);
    let subject = Subject::Context(uploaded.context.digest).to_string();
    assert_eq!(newest(&workspace, &subject).await, (Action::Upload, "ada".into()));

    let delete = request(Method::DELETE, &format!("/azureml/snapshot-7/train.py?{access}")).body(Body::empty());
    assert_eq!(workspace.send(delete.unwrap()).await.status, StatusCode::ACCEPTED);
    assert_eq!(newest(&workspace, "upload snapshot-7/train.py").await, (Action::Delete, "grace".into()));
}

#[tokio::test]
async fn nobody_writes_under_a_name_that_was_not_signed() {
    let workspace = workspace().await;
    let access = storage::access(&Client::named(&workspace, "grace")).await;
    let forged = access.replace("si=grace", "si=ada");
    assert_ne!(forged, access);
    let sent = request(Method::PUT, &format!("/azureml/a.txt?{forged}")).header(header::CONTENT_LENGTH, "1");
    let answer = workspace.send(sent.body(Body::from("a")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
}

#[tokio::test]
async fn a_request_that_no_guard_has_seen_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (settings, builder) = (crate::support::settings(folder.path()), crate::support::no_builder(folder.path()));
    let workspace = ::workspace::Workspace::open(settings, builder).await.unwrap();
    // The routes of Azure's clients without the site around them, and without their token.
    let router = ::azure::pages(&workspace, axum::Router::new());
    let opened = Opened { folder, router };
    let refused: api::Error = opened.get("/runs/training").await.expect(401);
    assert_eq!(refused.code, code::UNAUTHORIZED);
}
