//! Versions as files.

use crate::support::{
    definitions::{conda, dockerfile, pip, steps},
    site::Site,
    workspace,
};
use api::path;
use serde_json::json;

#[tokio::test]
async fn what_is_exported_has_the_same_hash() {
    let workspace = workspace().await;
    let version = workspace.register("training", pip(["numpy==2.4.6", "pandas"])).await.version;
    for (form, kind) in [("v1", definition::Kind::V1), ("v2", definition::Kind::V2)] {
        let text = workspace.get(&path::export("training", "1", form)).await.text;
        let back = definition::import(text.as_bytes(), Some(kind)).unwrap().definition;
        assert_eq!(definition::canonical(&back).unwrap().digests(), version.digests, "{form}");
    }
    let text = workspace.get(&path::export("training", "latest", "conda")).await.text;
    assert!(text.contains("numpy==2.4.6") && text.contains("python=3.11"), "{text}");
}

#[tokio::test]
async fn what_a_form_cannot_express_is_said() {
    let workspace = workspace().await;
    workspace.register("steps", dockerfile("FROM debian:12\nRUN true\n")).await;
    let refused = workspace.get(&path::export("steps", "1", "requirements")).await;
    assert_eq!(refused.status.as_u16(), 422);
    let refusal = refused.refusal();
    assert!(refusal["body"]["help"].is_string(), "{refusal}");
    workspace.register("packages", conda(["numpy"])).await;
    assert_eq!(workspace.get(&path::export("packages", "1", "requirements")).await.status.as_u16(), 422);
}

#[tokio::test]
async fn the_lock_is_that_of_the_image() {
    let site = Site::new().await;
    let body = json!({ "definition": steps(["say hello"]), "build": true });
    let registered: api::Registered = site.workspace.post(&path::versions("own"), &body).await.expect(201);
    site.engine.let_end(1);
    let build = site.ended(registered.build.unwrap().id).await;
    let lock = site.workspace.get(&path::export("own", "1", "lock")).await;
    assert_eq!(lock.status.as_u16(), 200);
    let (title, trial) = lock.text.split_once('\n').unwrap();
    assert_eq!(title, format!("# own:1, image {}", build.digests.image));
    assert!(trial.starts_with("# tried ") && trial.lines().count() == 1, "a user-managed image locks nothing: {trial}");
}

#[tokio::test]
async fn an_image_tells_what_it_holds_also_when_it_is_gone() {
    let site = Site::new().await;
    let build = site.built(&steps(["say hello"])).await;
    let hash = build.digests.image;
    let image: api::Image = site.workspace.get(&path::image(hash)).await.expect(200);
    let python = image.python.unwrap();
    assert_eq!((python.environment, &*python.interpreter), (None, "python"), "the user manages the packages");
    assert_eq!(
        (image.base_image, image.left_at),
        (None, None),
        "a Dockerfile with several stages names its base itself"
    );
    let evict = json!({ "hashes": [hash], "dry_run": false });
    site.workspace.post(path::EVICT, &evict).await.expect::<api::Eviction>(200);

    let of = |form: &str| format!("{}?manifest={}", path::image_export(hash, form), image.manifest);
    let lock = site.workspace.get(&of("lock")).await;
    let title = format!("# image {hash}, manifest {}\n", image.manifest);
    assert!(lock.text.starts_with(&title) && lock.text.lines().count() == 2, "a user-managed image locks nothing");
    let bill = site.workspace.get(&of("cyclonedx")).await;
    assert!(bill.headers["content-type"].to_str().unwrap().starts_with("application/vnd.cyclonedx+json"));
    assert!(bill.text.contains(&image.manifest));
    assert_eq!(site.workspace.get(&of("conda")).await.refusal()["body"]["help"], "Use lock, spdx or cyclonedx");
    assert_eq!(site.workspace.get(&path::image_export(hash, "lock")).await.status.as_u16(), 404, "none is current");
    let gone: api::Image =
        site.workspace.get(&format!("{}?manifest={}", path::image(hash), image.manifest)).await.expect(200);
    assert!(gone.left_at.is_some());
}

#[tokio::test]
async fn a_development_container_has_the_image_by_digest_and_the_variables() {
    let site = Site::new().await;
    let mut definition = steps(["say hello"]);
    definition["environmentVariables"] = json!({ "OMP_NUM_THREADS": "4" });
    let early = site.workspace.register("own", definition.clone()).await;
    let path = path::export("own", "1", "devcontainer");
    let refused = site.workspace.get(&path).await.refusal();
    assert_eq!(refused["status"], 404, "{refused}");
    let body = json!({ "target": { "version": { "environment": "own", "version": "1" } } });
    let build: api::Build = site.workspace.post(path::BUILDS, &body).await.expect(201);
    site.engine.let_end(1);
    site.ended(build.id).await;
    let image: api::Image = site.workspace.get(&path::image(early.version.digests.image)).await.expect(200);
    let container: serde_json::Value = site.workspace.get(&path).await.expect(200);
    let expected = json!({
        "name": "own 1",
        "image": image.reference,
        "containerEnv": { "OMP_NUM_THREADS": "4" },
    });
    assert_eq!(container, expected, "the user manages the interpreter");
}
