//! Bad input: every refusal says where and what to do.

use crate::support::{
    Opened,
    definitions::{conda, dockerfile, pip},
    request, workspace,
};
use api::path;
use axum::{
    body::Body,
    http::{Method, header},
};
use serde_json::{Value, json};

async fn send(workspace: &Opened, body: impl Into<Body>) -> Value {
    let request = request(Method::POST, &path::versions("training"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.into());
    workspace.send(request.unwrap()).await.refusal()
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let workspace = workspace().await;
    insta::assert_json_snapshot!("not json", send(&workspace, "{\n  \"definition\": oops").await);
    insta::assert_json_snapshot!("unknown field", send(&workspace, r#"{"definition": {}, "verison": "1"}"#).await);
    insta::assert_json_snapshot!("no definition", send(&workspace, "{}").await);
    insta::assert_json_snapshot!("ten megabytes", send(&workspace, vec![b' '; 10 << 20]).await);
    insta::assert_json_snapshot!("deep", send(&workspace, format!("{{\"definition\": {}", "[".repeat(100_000))).await);
}

#[tokio::test]
async fn definitions_that_cannot_be_stored() {
    let workspace = workspace().await;
    let secret = pip(["--index-url https://ada:hunter2@packages.example.org/simple"]);
    let answer = workspace.register_as("training", "1", secret).await;
    assert!(!answer.text.contains("hunter2"));
    insta::assert_json_snapshot!("secret", answer.refusal());
    let two = json!({ "docker": { "baseImage": "a", "baseDockerfile": "FROM b" } });
    insta::assert_json_snapshot!("two bases", workspace.register_as("training", "1", two).await.refusal());
    let number = json!({ "python": { "condaDependencies": { "dependencies": [3.1] } } });
    insta::assert_json_snapshot!("number", workspace.register_as("training", "1", number).await.refusal());
    assert_eq!(workspace.get(&path::environment("training")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn hostile_text_is_kept_as_text() {
    let workspace = workspace().await;
    let definition = conda(["x; rm -rf /", "'); DROP TABLE versions; --"]);
    let version = workspace.register("training", definition.clone()).await.version;
    assert_eq!(version.definition["python"]["condaDependencies"], definition["python"]["condaDependencies"]);
    let steps = dockerfile("FROM debian:12\nRUN echo \"$(reboot)\"\nRUN echo 'a\\\nb'\n");
    let version = workspace.register("steps", steps.clone()).await.version;
    assert_eq!(version.definition["docker"]["baseDockerfile"], steps["docker"]["baseDockerfile"]);
}

#[tokio::test]
async fn digests_of_another_definition() {
    let workspace = workspace().await;
    let digests = workspace.register("other", conda(["scipy"])).await.version.digests;
    let body = json!({ "definition": conda(["numpy"]), "digests": digests });
    insta::assert_json_snapshot!(workspace.post(&path::versions("training"), &body).await.refusal());
}

#[tokio::test]
async fn names_versions_and_parameters_of_another_form() {
    let workspace = workspace().await;
    let body = json!({ "definition": conda(["numpy"]) });
    insta::assert_json_snapshot!("name", workspace.post("/api/environments/a%20b/versions", &body).await.refusal());
    insta::assert_json_snapshot!("latest", workspace.register_as("a", "latest", conda([])).await.refusal());
    insta::assert_json_snapshot!("filter", workspace.get("/api/environments?filter=best").await.refusal());
    insta::assert_json_snapshot!("query", workspace.get("/api/environments?serach=x").await.refusal());
    insta::assert_json_snapshot!("limit", workspace.get("/api/environments?limit=0").await.refusal());
    insta::assert_json_snapshot!("cursor", workspace.get("/api/images?cursor=x").await.refusal());
    insta::assert_json_snapshot!("compare", workspace.get("/api/compare?left=a&right=b:1").await.refusal());
    insta::assert_json_snapshot!("hash", workspace.get("/api/images/xyz").await.refusal());
}

#[tokio::test]
async fn things_that_are_not_there() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    insta::assert_json_snapshot!("environment", workspace.get(&path::environment("nobody")).await.refusal());
    insta::assert_json_snapshot!("version", workspace.get(&path::version("training", "9")).await.refusal());
    insta::assert_json_snapshot!("lock", workspace.get(&path::export("training", "1", "lock")).await.refusal());
    insta::assert_json_snapshot!("form", workspace.get(&path::export("training", "1", "zip")).await.refusal());
    insta::assert_json_snapshot!("path", workspace.get("/api/nothing").await.refusal());
    insta::assert_json_snapshot!("method", workspace.post(path::WORKSPACE, &()).await.refusal());
    assert_eq!(workspace.get("/environments/training").await.text, "the console");
}

#[tokio::test]
async fn requests_from_elsewhere() {
    let workspace = workspace().await;
    let elsewhere = axum::http::Request::get(path::WORKSPACE).header(header::HOST, "rebound.example.org");
    let answer = workspace.send(elsewhere.body(Body::empty()).unwrap()).await;
    insta::assert_json_snapshot!("host", answer.refusal());
    for (origin, status) in [("http://evil.example.org", 403), ("null", 403), ("http://127.0.0.1:4000", 404)] {
        let request = request(Method::POST, &path::archive("training")).header(header::ORIGIN, origin);
        let answer = workspace.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{origin}");
    }
}

#[tokio::test]
async fn pages_carry_a_strict_policy() {
    let answer = workspace().await.get("/").await;
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    insta::assert_snapshot!(answer.headers["content-security-policy"].to_str().unwrap());
}
