//! Labels of environments, tags and descriptions of versions: changed without losing what somebody else wrote.

use crate::support::{Opened, definitions::conda, no_builder, open, seed, workspace};
use api::{Environment, Version, path};
use serde_json::{Value, json};

async fn names(workspace: &Opened, query: &str) -> Vec<String> {
    let list: api::EnvironmentList = workspace.get(&format!("{}?{query}", path::ENVIRONMENTS)).await.expect(200);
    assert_eq!(usize::try_from(list.total).unwrap(), list.items.len());
    list.items.into_iter().map(|environment| environment.name).collect()
}

/// The environments that are found, searching for this text.
async fn found(workspace: &Opened, parameter: &str, text: &str) -> Vec<String> {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair(parameter, text).finish();
    names(workspace, &format!("filter=mine&{query}")).await
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
async fn labels_and_tags_are_found_in_letters_of_any_case_and_script() {
    let workspace = workspace().await;
    workspace.register("Training", conda(["numpy"])).await;
    let labels = json!({
        "größe": "Straße", "ΑΘΗΝΑ": "Αθήνα", "ПРИВЕТ": "мир", "şehir": "İSTANBUL", "cafe\u{301}": "", "ＧＰＵ": "",
    });
    label(&workspace, "Training", labels).await;
    let tags = json!({ "tags": { "МОДЕЛЬ": "Größte" } });
    workspace.patch(&path::version("Training", "1"), &tags).await.expect::<Version>(200);

    let wanted = ["Training"];
    for text in [
        "GRÖSSE",
        "GRO\u{308}SSE",
        "größe:STRAS",
        "αθήνα",
        "Привет:М",
        "istan",
        "İst",
        "CAFÉ",
        "gpu",
        "модель:größ",
        "TRAIN",
    ] {
        assert_eq!(found(&workspace, "search", text).await, wanted, "{text}");
    }
    for text in ["GRÖSSE", "größe:STRASSE", "αθηνα:ΑΘΗΝΑ", "привет", "ŞEHİR:istanbul", "CAFÉ:", "модель:GRÖSSTE"]
    {
        assert_eq!(found(&workspace, "label", text).await, wanted, "{text}");
    }
    for text in ["grosse", "großes", "κόσμος", "cafe"] {
        assert!(found(&workspace, "label", text).await.is_empty(), "{text}");
    }
    assert!(found(&workspace, "label", "größe:Stra").await.is_empty(), "the value is a whole one");
    assert!(found(&workspace, "label", "мир").await.is_empty(), "a value is no name");
    assert!(found(&workspace, "search", "\n").await == wanted && found(&workspace, "search", "a\tb").await.is_empty());

    label(&workspace, "Training", json!({ "größe": "klein" })).await;
    assert!(found(&workspace, "search", "ПРИВЕТ").await.is_empty(), "the label is gone");
    assert_eq!(found(&workspace, "search", "МОДЕЛЬ").await, wanted, "the tag is not");
}

#[tokio::test]
async fn a_workspace_of_an_older_server_is_searched_like_a_new_one() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    label(&workspace, "training", json!({ "Größe": "klein" })).await;
    let tags = json!({ "tags": { "Модель": "" } });
    workspace.patch(&path::version("training", "1"), &tags).await.expect::<Version>(200);
    workspace.register("scoring", conda(["scipy"])).await;
    let folder = workspace.close();
    seed::forget_search_text(folder.path()).await;
    let builder = no_builder(folder.path());
    let workspace = open(folder, builder).await;
    for text in ["grösse:KLEIN", "модель"] {
        assert_eq!(found(&workspace, "label", text).await, ["training"], "{text}");
    }
    assert_eq!(found(&workspace, "search", "SCOR").await, ["scoring"]);
}

#[tokio::test]
async fn a_search_that_is_longer_than_any_label_is_refused() {
    let workspace = workspace().await;
    let (long, longer) = ("%".repeat(600), "\u{fdfa}".repeat(601));
    for (list, parameter) in [(path::ENVIRONMENTS, "search"), (path::ENVIRONMENTS, "label"), (path::IMAGES, "search")] {
        let ask = async |text: &str| {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair(parameter, text).finish();
            workspace.get(&format!("{list}?{query}")).await
        };
        assert_eq!(ask(&long).await.status.as_u16(), 200);
        assert_eq!(ask(&longer[3..]).await.status.as_u16(), 200);
        let refused = ask(&longer).await.refusal();
        assert_eq!((&refused["status"], &refused["body"]["field"]), (&json!(400), &json!(parameter)), "{refused}");
    }
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
