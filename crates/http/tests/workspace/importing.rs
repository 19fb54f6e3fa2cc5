//! Definitions read from files: one, or several that belong together.

use crate::support::{Answer, Opened, Tar, request, workspace};
use api::{ImportedDefinition, PreviewRequest, PreviewResponse, Registered, path};
use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use std::io::Write;

const PACKAGES: &str = "channels: [conda-forge]\ndependencies:\n- python=3.11\n- numpy=1.26\n";
const V2: &str = "name: train\nimage: registry.example.com/base:1\nconda_file: envs/gpu.yml\n";

/// The JSON of an environment that Azure's SDK saved.
fn saved() -> Value {
    json!({
        "name": "train",
        "version": null,
        "environmentVariables": {},
        "python": { "userManagedDependencies": false, "interpreterPath": "python", "condaDependenciesFile": null,
            "baseCondaEnvironment": null },
        "docker": { "baseImage": "registry.example.com/base:1", "baseDockerfile": null,
            "baseImageRegistry": { "address": null, "username": null, "password": null } },
    })
}

/// The same of one that is built from a Dockerfile.
fn saved_with_dockerfile() -> Value {
    let mut saved = saved();
    saved["docker"] = json!({ "baseImage": null, "baseImageRegistry": { "address": null } });
    saved
}

impl Opened {
    async fn import(&self, query: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request = request(Method::POST, &format!("{}{query}", path::DEFINITIONS));
        self.send(request.body(Body::from(body.into())).unwrap()).await
    }
}

#[tokio::test]
async fn a_saved_environment_is_taken_with_its_files() {
    let workspace = workspace().await;
    let json = saved().to_string();
    let folder = |packages: &'static str| {
        Tar::of([("./azureml_environment.json", &json), ("./conda_dependencies.yml", packages), ("./notes.md", "")])
    };
    let one: ImportedDefinition = workspace.import("", folder(PACKAGES)).await.expect(200);
    assert_eq!(one.file.as_deref(), Some("azureml_environment.json"));
    assert_eq!((one.companions, one.missing.len(), one.notes.len()), (vec!["conda_dependencies.yml".into()], 0, 0));
    assert_eq!(one.definition["python"]["condaDependencies"]["dependencies"], json!(["python=3.11", "numpy=1.26"]));
    let other: ImportedDefinition = workspace.import("", folder("dependencies: [python=3.11]\n")).await.expect(200);
    let definitions = vec![one.definition.clone(), other.definition];
    let request = PreviewRequest { definitions, ..PreviewRequest::default() };
    let answer: PreviewResponse = workspace.post(path::PREVIEWS, &request).await.expect(200);
    assert_ne!(answer.previews[0].digests.image, answer.previews[1].digests.image);
    let body = json!({ "definition": one.definition });
    let registered: Registered = workspace.post(&path::versions("train"), &body).await.expect(201);
    assert_eq!(registered.version.digests, answer.previews[0].digests);

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&folder(PACKAGES)).unwrap();
    let gzipped: ImportedDefinition = workspace.import("", gzip.finish().unwrap()).await.expect(200);
    assert_eq!(gzipped.definition, one.definition);
}

#[tokio::test]
async fn what_did_not_come_is_said() {
    let workspace = workspace().await;
    let alone: ImportedDefinition = workspace.import("", saved().to_string()).await.expect(200);
    assert_eq!((alone.file, alone.missing[0].path.as_str()), (None, "conda_dependencies.yml"));
    let json = serde_json::to_string_pretty(&saved_with_dockerfile()).unwrap();
    let alone: ImportedDefinition =
        workspace.import("", Tar::of([("a/azureml_environment.json", &json)])).await.expect(200);
    let missing: Vec<&str> = alone.missing.iter().map(|missing| missing.path.as_str()).collect();
    assert_eq!(missing, ["conda_dependencies.yml", "BaseDockerfile"]);
    let named: ImportedDefinition = workspace.import("", V2).await.expect(200);
    assert_eq!((named.missing[0].path.as_str(), named.missing[0].line), ("envs/gpu.yml", Some(3)));

    // None of them becomes a version, and a preview says why.
    let mut user = saved_with_dockerfile();
    user["python"]["userManagedDependencies"] = true.into();
    let definitions = vec![saved(), user.clone(), named.definition.clone()];
    let request = PreviewRequest { definitions: definitions.clone(), ..PreviewRequest::default() };
    let answer: PreviewResponse = workspace.post(path::PREVIEWS, &request).await.expect(200);
    let outside: Vec<&str> = answer.previews.iter().map(|preview| preview.outside[0].reference.as_str()).collect();
    assert_eq!(outside, ["conda_dependencies.yml", "the build context", "envs/gpu.yml"]);
    let mut refusals = Vec::new();
    for definition in definitions {
        let body = json!({ "definition": definition });
        refusals.push(workspace.post(&path::versions("train"), &body).await.refusal());
    }
    insta::assert_json_snapshot!(refusals);
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_with_their_place() {
    let workspace = workspace().await;
    let wrong = "dependencies:\n- python=3.11\n- 1.5\n";
    let secret =
        V2.replace("envs/gpu.yml", "{channels: ['https://me:hunter2hunter2@example.com/x'], dependencies: [a]}");
    let many: Vec<u8> = (0..201).fold(Tar::default(), |tar, at| tar.file(&format!("{at}"), 0o644, "")).end();
    let refusals = json!({
        "companion": workspace.import("", Tar::of([("azure/train.yml", V2), ("azure/envs/gpu.yml", wrong)])).await.refusal(),
        "definition": workspace.import("", Tar::of([("train.yml", "image: [a]\n")])).await.refusal(),
        "one file": workspace.import("?kind=v2", "name: x\nimage: [a]\n").await.refusal(),
        "several": workspace.import("", Tar::of([("a.yml", PACKAGES), ("b.txt", "numpy")])).await.refusal(),
        "no such file": workspace.import("?file=c.yml", Tar::of([("a.yml", PACKAGES)])).await.refusal(),
        "outside": workspace.import("?file=../a.yml", Tar::of([("a.yml", PACKAGES)])).await.refusal(),
        "secret": workspace.import("", secret).await.refusal(),
        "half an archive": workspace.import("", Tar::of([("a.yml", &"x".repeat(5_000))])[..2_000].to_vec()).await.refusal(),
        "half a gzip": workspace.import("", [0x1f, 0x8b, 8, 0, 0]).await.refusal(),
        "too many": workspace.import("", many).await.refusal(),
        "kind": workspace.import("?kind=x", PACKAGES).await.refusal(),
    });
    insta::assert_json_snapshot!(refusals);
    let chosen: ImportedDefinition = workspace
        .import("?file=b.txt&kind=requirements", Tar::of([("a.yml", PACKAGES), ("b.txt", "numpy")]))
        .await
        .expect(200);
    assert_eq!(chosen.file.as_deref(), Some("b.txt"));
}
