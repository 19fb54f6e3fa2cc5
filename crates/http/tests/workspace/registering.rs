//! Registration: versions that never change.

use crate::support::{
    definitions::{conda, pip},
    no_builder, open, settings, workspace,
};
use api::{Action, path};
use futures::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn versions_are_numbered_from_one() {
    let workspace = workspace().await;
    let first = workspace.register("training", conda(["numpy=1.26"])).await;
    let second = workspace.register("training", conda(["numpy=2.0"])).await;
    assert_eq!((first.version.version.as_str(), first.created), ("1", true));
    assert_eq!((second.version.version.as_str(), second.created), ("2", true));
    assert_eq!(second.version.latest, "2");
}

#[tokio::test]
async fn the_same_definition_again_is_the_version_that_is_there() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy=1.26", "pandas"])).await;
    let again = workspace.register("training", conda(["Pandas", "numpy = 1.26", "numpy=1.26"])).await;
    assert_eq!((again.version.version.as_str(), again.created), ("1", false));
    let list: api::VersionList = workspace.get(&path::versions("training")).await.expect(200);
    assert_eq!(list.items.len(), 1);
}

#[tokio::test]
async fn other_variables_make_another_version_with_the_same_image() {
    let workspace = workspace().await;
    let first = workspace.register("training", conda(["numpy"])).await;
    let mut definition = conda(["numpy"]);
    definition["environmentVariables"] = json!({ "OMP_NUM_THREADS": "4" });
    let second = workspace.register("training", definition).await;
    assert_eq!(second.version.version, "2");
    assert_eq!(first.version.digests, second.version.digests);
}

#[tokio::test]
async fn a_version_never_changes() {
    let workspace = workspace().await;
    workspace.register_as("training", "stable", conda(["numpy=1.26"])).await.expect::<api::Registered>(201);
    let other = workspace.register_as("training", "stable", conda(["numpy=2.0", "torch"])).await;
    insta::assert_json_snapshot!(other.refusal());
    let kept: api::Version = workspace.get(&path::version("training", "stable")).await.expect(200);
    assert_eq!(kept.definition["python"]["condaDependencies"]["dependencies"], json!(["numpy=1.26"]));
    let again = workspace.register_as("training", "stable", conda(["numpy=1.26"])).await;
    assert!(!again.expect::<api::Registered>(200).created);
}

#[tokio::test]
async fn numbers_go_on_after_the_highest() {
    let workspace = workspace().await;
    workspace.register_as("training", "41", conda(["a"])).await.expect::<api::Registered>(201);
    workspace.register_as("training", "release-2", conda(["b"])).await.expect::<api::Registered>(201);
    assert_eq!(workspace.register("training", conda(["c"])).await.version.version, "42");
}

#[tokio::test]
async fn fifty_at_once_get_the_numbers_one_to_fifty() {
    let workspace = workspace().await;
    let packages = (0..50).map(|number| conda([&*format!("package-{number}")]));
    let answers = join_all(packages.map(|definition| workspace.register("training", definition))).await;
    let numbers: BTreeSet<u32> = answers.iter().map(|answer| answer.version.version.parse().unwrap()).collect();
    assert_eq!(numbers, (1..=50).collect());
    let environment: api::Environment = workspace.get(&path::environment("training")).await.expect(200);
    assert_eq!((environment.versions, environment.latest.version.as_str()), (50, "50"));
}

#[tokio::test]
async fn versions_outlive_the_server() {
    let first = workspace().await;
    let version = first.register("training", conda(["numpy=1.26"])).await.version;
    let crate::support::Opened { folder, router } = first;
    drop(router);
    let builder = no_builder(folder.path());
    let again = open(folder, builder).await;
    let kept: api::Version = again.get(&path::version("training", "1")).await.expect(200);
    assert_eq!(kept, version);
}

#[tokio::test]
async fn two_servers_never_share_a_folder() {
    let first = workspace().await;
    let folder = first.folder.path();
    let second = ::workspace::Workspace::open(settings(folder), no_builder(folder)).await;
    assert!(matches!(second, Err(::workspace::OpenError::InUse(_))));
}

#[tokio::test]
async fn description_and_tags_may_change_and_nothing_else_does() {
    let workspace = workspace().await;
    let before = workspace.register("training", pip(["numpy"])).await.version;
    let change = json!({ "description": "for the paper", "tags": { "team": "vision" } });
    let after: api::Version = workspace.patch(&path::version("training", "latest"), &change).await.expect(200);
    assert_eq!((after.description.as_str(), after.tags["team"].as_str()), ("for the paper", "vision"));
    assert_eq!((after.definition, after.digests), (before.definition, before.digests));
}

#[tokio::test]
async fn the_workspace_default_is_filled_in_before_hashing() {
    let workspace = workspace().await;
    let first = workspace.register("training", pip(["numpy"])).await.version;
    let base = builder::DEFAULT_BASE_IMAGE;
    assert_eq!(first.definition["docker"]["baseImage"], base);
    let mut spelled = pip(["numpy"]);
    spelled["docker"] = json!({ "baseImage": base });
    assert!(!workspace.register("training", spelled).await.created);

    let asking =
        json!({ "python": { "condaDependencies": { "dependencies": ["python=3.13", { "pip": ["numpy"] }] } } });
    let newer = workspace.register("newer", asking).await.version;
    let images = builder::python_base_images();
    let image = &images.iter().find(|base| base.python == "3.13").unwrap().image;
    assert_eq!(newer.definition["docker"]["baseImage"], json!(image));
}

#[tokio::test]
async fn registering_once_more_changes_what_may_change_and_brings_back_what_is_archived() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    let noted = json!({ "definition": conda(["numpy"]), "description": "weekly", "tags": { "gpu": "" } });
    let again: api::Registered = workspace.post(&path::versions("training"), &noted).await.expect(200);
    assert_eq!((again.created, again.updated, again.version.description.as_str()), (false, true, "weekly"));
    assert_eq!(again.version.tags.keys().collect::<Vec<_>>(), ["gpu"]);

    workspace.post(&path::archive("training"), &()).await.expect::<api::Environment>(200);
    workspace.post(&path::archive_version("training", "1"), &()).await.expect::<api::Version>(200);
    let back = workspace.register("training", conda(["numpy"])).await;
    assert_eq!(
        (back.created, back.updated, back.version.archived, back.version.version_archived),
        (false, true, false, false)
    );
    assert_eq!(back.version.description, "weekly", "what was not sent stays");
    assert!(!workspace.register("training", conda(["numpy"])).await.updated, "nothing is left to change");

    let trail = format!("{}?who=ada&subject=training", path::ACTIVITY);
    let trail: api::ActivityList = workspace.get(&trail).await.expect(200);
    let actions: Vec<_> = trail.items.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [Action::Restore, Action::Restore, Action::Archive, Action::Archive, Action::Update, Action::Register]
    );
}
