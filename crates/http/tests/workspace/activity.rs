//! The audit trail: every write is in it, with what it changed; it is filtered, paged and taken away.

use crate::support::{
    Opened,
    definitions::{conda, steps},
    site::Site,
    workspace,
};
use api::{Action, Activity, ActivityList, BuildState, Subject, VersionReference, path};
use serde_json::json;

async fn page(workspace: &Opened, query: &str) -> ActivityList {
    workspace.get(&format!("{}?{query}", path::ACTIVITY)).await.expect(200)
}

/// The entries of the owner, newest first.
async fn done(workspace: &Opened) -> Vec<Activity> {
    page(workspace, "who=ada&limit=200").await.items
}

fn version(environment: &str, version: &str) -> Subject {
    Subject::Version(VersionReference { environment: environment.into(), version: version.into() })
}

#[tokio::test]
async fn every_write_is_recorded_once_with_what_it_changed() {
    let workspace = workspace().await;
    let writes = [
        ("POST", path::versions("training"), json!({ "definition": conda(["numpy=1.26"]) }), Action::Register),
        ("POST", path::versions("training"), json!({ "definition": conda(["numpy=2.0", "scipy"]) }), Action::Register),
        (
            "PATCH",
            path::version("training", "2"),
            json!({ "description": "weekly", "tags": { "gpu": "" } }),
            Action::Update,
        ),
        ("PATCH", path::environment("training"), json!({ "labels": { "team": "vision" } }), Action::Label),
        ("POST", path::archive("training"), json!(null), Action::Archive),
        ("POST", path::restore("training"), json!(null), Action::Restore),
    ];
    for (count, (method, path, body, action)) in writes.into_iter().enumerate() {
        let answer =
            if method == "POST" { workspace.post(&path, &body).await } else { workspace.patch(&path, &body).await };
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        let entries = done(&workspace).await;
        assert_eq!((entries.len(), entries[0].action), (count + 1, action), "{path}");
        assert_eq!(entries[0].who, "ada");
    }
    let entries: Vec<_> = done(&workspace)
        .await
        .into_iter()
        .map(|entry| json!({ "action": entry.action, "subject": entry.subject, "changes": entry.detail.changes }))
        .collect();
    insta::assert_json_snapshot!(entries);
}

#[tokio::test]
async fn what_changes_nothing_is_not_recorded() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    workspace.register("training", conda(["numpy"])).await;
    workspace.patch(&path::environment("training"), &json!({ "labels": {} })).await.expect::<api::Environment>(200);
    workspace.post(&path::restore("training"), &()).await.expect::<api::Environment>(200);
    workspace.patch(&path::version("training", "1"), &json!({ "tags": {} })).await.expect::<api::Version>(200);
    assert_eq!(done(&workspace).await.len(), 1);
}

#[tokio::test]
async fn builds_say_which_image_how_many_versions_and_how_they_ended() {
    let site = Site::new().await;
    let body = json!({ "definition": steps(["say hello"]), "build": true });
    let registered: api::Registered = site.workspace.post(&path::versions("own"), &body).await.expect(201);
    site.workspace.post(&path::versions("other"), &body).await.expect::<api::Registered>(201);
    site.engine.let_end(1);
    let build = site.ended(registered.build.unwrap().id).await;
    let about: Vec<_> = page(&site.workspace, &format!("subject=build%20{}", build.id))
        .await
        .items
        .into_iter()
        .map(|entry| (entry.action, entry.detail.versions, entry.detail.state, entry.detail.image))
        .collect();
    let image = Some(build.digests.image);
    assert_eq!(
        about,
        [
            (Action::Finish, Some(2), Some(BuildState::Succeeded), image),
            (Action::Join, Some(2), None, image),
            (Action::Build, Some(1), None, image),
        ]
    );
    let rebuild = json!({
        "target": { "version": { "environment": "own", "version": "1" } },
        "rebuild": true,
    });
    let again: api::Build = site.workspace.post(path::BUILDS, &rebuild).await.expect(201);
    site.workspace.post(&path::cancel(again.id), &()).await.expect::<api::Build>(200);
    site.ended(again.id).await;
    let actions: Vec<Action> = page(&site.workspace, &format!("subject=build%20{}", again.id))
        .await
        .items
        .iter()
        .map(|it| it.action)
        .collect();
    assert!(actions.ends_with(&[Action::Cancel, Action::Rebuild]), "{actions:?}");
}

#[tokio::test]
async fn the_trail_is_filtered() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    workspace.register("training-gpu", conda(["numpy"])).await;
    workspace.register("scoring", conda(["numpy"])).await;
    workspace.post(&path::archive("scoring"), &()).await.expect::<api::Environment>(200);
    let subjects = async |query: &str| {
        let items = page(&workspace, query).await.items;
        items.into_iter().map(|entry| entry.subject).collect::<Vec<_>>()
    };
    assert_eq!(subjects("action=archive").await, [Subject::Environment("scoring".into())]);
    assert_eq!(subjects("subject=train").await, [version("training-gpu", "1"), version("training", "1")]);
    assert_eq!(subjects("subject=training:").await, [version("training", "1")]);
    assert!(subjects("subject=%25").await.is_empty(), "a percent sign is no wildcard");
    assert!(subjects("who=grace").await.is_empty());
    let all = page(&workspace, "limit=200").await.items;
    assert_eq!(subjects(&format!("from={}&limit=200", all[1].at)).await.len(), 2);
    assert_eq!(subjects(&format!("to={}&limit=200", all[1].at)).await.len(), all.len() - 2);
    assert_eq!(subjects("from=2025-10-10").await.len(), 0, "the clock of this test is in the day before");
    assert_eq!(subjects("from=2025-10-09&to=2025-10-09&limit=200").await.len(), all.len());
    for wrong in ["from=yesterday", "action=explode", "cursor=x", "limit=0", "how=1"] {
        assert_eq!(workspace.get(&format!("{}?{wrong}", path::ACTIVITY)).await.status.as_u16(), 400, "{wrong}");
    }
}

#[tokio::test]
async fn pages_hold_every_entry_once_while_others_write() {
    let workspace = workspace().await;
    for number in 0..7 {
        workspace.register(&format!("environment-{number}"), conda(["numpy"])).await;
    }
    let all: Vec<i64> = page(&workspace, "limit=200").await.items.iter().map(|entry| entry.id).collect();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let part = page(&workspace, &format!("limit=3{cursor}")).await;
        seen.extend(part.items.iter().map(|entry| entry.id));
        workspace.register("late", conda([&format!("numpy={}", seen.len())])).await;
        match part.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn the_trail_is_taken_away_as_a_file() {
    let workspace = workspace().await;
    workspace.register("training", conda(["numpy"])).await;
    let note = json!({ "description": "=HYPERLINK(\"http://example.org\")", "tags": { "gpu": "a, b" } });
    workspace.patch(&path::version("training", "1"), &note).await.expect::<api::Version>(200);

    let csv = workspace.get(&format!("{}?who=ada", path::activity_export("csv"))).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"activity.csv\"");
    let lines: Vec<&str> = csv.text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 3, "{}", csv.text);
    assert!(lines[0].starts_with("\"id\",\"at\",\"who\",\"action\",\"subject\""), "{}", lines[0]);
    assert!(lines[1].contains("\"update\",\"training:1\""), "{}", lines[1]);
    assert!(lines[1].contains("description: added =HYPERLINK(\"\"http://example.org\"\")"), "{}", lines[1]);

    let lines = workspace.get(&path::activity_export("jsonl")).await.text;
    let entries: Vec<Activity> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries, page(&workspace, "limit=200").await.items);
    assert_eq!(workspace.get(&path::activity_export("pdf")).await.status.as_u16(), 404);
}
