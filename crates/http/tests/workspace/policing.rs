//! The policy of a workspace: shown, kept to by what is registered and built, and no danger to what was there before.

use crate::support::{
    Opened,
    definitions::{conda, pip},
    no_builder, settings, workspace,
};
use ::workspace::Settings;
use api::path;
use definition::Policy;
use serde_json::json;

const POLICY: &str = "
required: [{package: pip-audit, reason: every image is audited}]
forbidden: [{package: TensorFlow, versions: <2.12}]
registries: {allowed: []}
channels: {allowed: [conda-forge]}
";

/// The same workspace, started again with a policy.
async fn with_policy(before: Opened) -> Opened {
    let Opened { folder, router } = before;
    drop(router);
    let policy = Policy::read(POLICY.as_bytes()).unwrap();
    let mut settings = Settings { policy, ..settings(folder.path()) };
    settings.defaults.channels = vec!["main".to_owned()];
    let builder = no_builder(folder.path());
    Opened::with(folder, settings, builder).await
}

#[tokio::test]
async fn what_breaks_the_policy_is_not_registered() {
    let workspace = with_policy(workspace().await).await;
    let without_audit = workspace.register_as("training", "1", pip(["six"])).await.refusal();
    insta::assert_json_snapshot!("not registered", without_audit);
    let mut two = pip(["pip-audit", "Tensorflow==2.11"]);
    two["docker"] = json!({ "baseImage": "ghcr.io/somebody/base:1" });
    insta::assert_json_snapshot!("two findings", workspace.register_as("training", "1", two).await.refusal());
    assert_eq!(workspace.get(&path::environment("training")).await.status.as_u16(), 404);

    // The workspace's own base image and channels are allowed, without being listed.
    let version = workspace.register("training", pip(["Pip.Audit", "tensorflow==2.16.1"])).await.version;
    assert_eq!(version.definition["python"]["condaDependencies"]["channels"], json!(["main"]));
}

#[tokio::test]
async fn what_was_registered_before_stays_and_is_not_built() {
    let before = workspace().await;
    before.register("old", conda(["tensorflow=2.11"])).await;
    let workspace = with_policy(before).await;
    let kept: api::Version = workspace.get(&path::version("old", "1")).await.expect(200);
    assert_eq!(kept.version, "1");
    let body = json!({ "target": { "version": { "environment": "old", "version": "1" } } });
    let refused = workspace.post(path::BUILDS, &body).await.refusal();
    assert_eq!((&refused["status"], &refused["body"]["code"]), (&json!(422), &json!("policy")), "{refused}");
    let curated: api::Version = workspace.get(&path::version("scikit-learn", "latest")).await.expect(200);
    assert_eq!(curated.r#type, api::EnvironmentType::Curated);
}

#[tokio::test]
async fn everybody_can_read_the_policy() {
    let plain: serde_json::Value = workspace().await.get(path::WORKSPACE).await.expect(200);
    assert_eq!(plain.get("policy"), None);
    let workspace: api::Workspace = with_policy(workspace().await).await.get(path::WORKSPACE).await.expect(200);
    assert_eq!(workspace.policy.required[0].reason.as_deref(), Some("every image is audited"));
    assert_eq!(workspace.policy.channels.unwrap().allowed, ["conda-forge", "main"]);
}
