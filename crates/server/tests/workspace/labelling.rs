//! Labels of environments, tags and descriptions of versions: changed without losing what somebody else wrote.

use crate::support::{Opened, definitions::conda, workspace};
use api::{Environment, Version, path};
use serde_json::{Value, json};

async fn names(workspace: &Opened, query: &str) -> Vec<String> {
    let list: api::EnvironmentList = workspace.get(&format!("{}?{query}", path::ENVIRONMENTS)).await.expect(200);
    assert_eq!(usize::try_from(list.total).unwrap(), list.items.len());
    list.items.into_iter().map(|environment| environment.name).collect()
}

async fn label(workspace: &Opened, name: &str, labels: Value) {
    let body = json!({ "labels": labels });
    workspace.patch(&path::environment(name), &body).await.expect::<Environment>(200);
}

#[tokio::test]
async fn environments_are_found_by_label_and_by_the_tags_of_their_newest_version() {
    let workspace = workspace().await;
    for name in ["training", "scoring", "etl"] {
        workspace.register(name, conda(["numpy"])).await;
    }
    label(&workspace, "training", json!({ "team": "vision", "gpu": "" })).await;
    label(&workspace, "scoring", json!({ "team": "vision_lab" })).await;
    let tags = json!({ "tags": { "purpose": "nightly run" } });
    workspace.patch(&path::version("etl", "1"), &tags).await.expect::<Version>(200);

    assert_eq!(names(&workspace, "label=team").await, ["scoring", "training"]);
    assert_eq!(names(&workspace, "label=team:vision").await, ["training"], "the value is a whole one");
    assert_eq!(names(&workspace, "label=gpu").await, ["training"]);
    assert_eq!(names(&workspace, "label=vision").await, Vec::<String>::new(), "a value is no name");
    assert_eq!(names(&workspace, "label=purpose:nightly%20run").await, ["etl"]);
    assert_eq!(names(&workspace, "search=visi&filter=mine").await, ["scoring", "training"]);
    assert_eq!(names(&workspace, "search=team:vision_&filter=mine").await, ["scoring"], "no letter is a wildcard");
    assert_eq!(names(&workspace, "search=NIGHT&filter=mine").await, ["etl"]);

    workspace.register("etl", conda(["numpy", "scipy"])).await;
    assert!(names(&workspace, "label=purpose").await.is_empty(), "the newest version has no tags");
    let training: Environment = workspace.get(&path::environment("training")).await.expect(200);
    assert_eq!(training.labels["team"], "vision");
}

#[tokio::test]
async fn a_change_made_from_what_is_no_longer_there_is_refused() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    label(&workspace, "training", json!({ "team": "vision" })).await;
    let late = json!({ "labels": { "gpu": "" }, "seen": {} });
    let refused = workspace.patch(&path::environment("training"), &late).await.refusal();
    assert_eq!(refused["status"], 409, "{refused}");
    assert_eq!(refused["body"]["field"], "seen");
    let back = json!({ "labels": {}, "seen": { "team": "vision" } });
    let environment: Environment = workspace.patch(&path::environment("training"), &back).await.expect(200);
    assert!(environment.labels.is_empty());

    let path = path::version("training", "1");
    workspace.patch(&path, &json!({ "description": "weekly" })).await.expect::<Version>(200);
    let late = json!({ "tags": { "a": "b" }, "seen": { "description": "", "tags": {} } });
    assert_eq!(workspace.patch(&path, &late).await.status.as_u16(), 409);
    let fresh = json!({ "tags": { "a": "b" }, "seen": { "description": "weekly", "tags": {} } });
    let version: Version = workspace.patch(&path, &fresh).await.expect(200);
    assert_eq!((version.description.as_str(), version.tags["a"].as_str()), ("weekly", "b"));
}

#[tokio::test]
async fn what_cannot_be_a_label_is_refused() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    let long = "x".repeat(257);
    for (labels, status) in [
        (json!({ "": "x" }), 400),
        (json!({ " team": "x" }), 400),
        (json!({ "team": "a\nb" }), 400),
        (json!({ &long: "" }), 400),
        (json!({ "feed": "https://me:hunter2hunter2@example.org/simple" }), 422),
    ] {
        let answer = workspace.patch(&path::environment("training"), &json!({ "labels": labels })).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert!(!answer.text.contains("hunter2"), "{}", answer.text);
    }
    let curated = workspace.patch(&path::environment("minimal"), &json!({ "labels": { "a": "" } })).await;
    assert_eq!(curated.status.as_u16(), 409);
    assert_eq!(workspace.patch(&path::environment("none"), &json!({ "labels": {} })).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_version_says_that_its_environment_is_archived() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    workspace.post(&path::archive("training"), &()).await.expect::<Environment>(200);
    let version: Version = workspace.get(&path::version("training", "1")).await.expect(200);
    assert!(version.archived);
    workspace.register("training", conda(["numpy", "scipy"])).await;
    let version: Version = workspace.get(&path::version("training", "1")).await.expect(200);
    assert!(!version.archived, "a new version brings it back");
}
