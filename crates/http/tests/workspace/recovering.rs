//! The server ends in the middle of a build, and starts again.

use crate::support::{definitions::steps, site::Site};
use api::{Build, BuildState, path};

#[tokio::test]
async fn a_build_in_progress_begins_anew_and_its_log_goes_on() {
    let site = Site::new().await;
    let running = site.build(&steps(["say first try"])).await.id;
    let waiting = site.build(&steps(["say patient"])).await.id;
    site.engine.until_begun(1).await;
    let site = site.restart().await;
    site.engine.let_end(2);
    let build = site.ended(running).await;
    assert_eq!(build.state, BuildState::Succeeded);
    let log = site.log(running).await;
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!((lines[0], lines[2], lines.len()), ("first try", "first try", 3));
    assert!(lines[1].contains("server was stopped"), "{log}");
    assert_eq!(build.log_lines, 3);
    assert_eq!(site.ended(waiting).await.state, BuildState::Succeeded);
}

#[tokio::test]
async fn a_build_that_somebody_stopped_does_not_come_back() {
    let site = Site::new().await;
    let id = site.build(&steps(["say stopped"])).await.id;
    site.engine.until_begun(1).await;
    site.workspace.post(&path::cancel(id), &()).await.expect::<Build>(200);
    let site = site.restart().await;
    assert_eq!(site.ended(id).await.state, BuildState::Cancelled);
    assert_eq!(site.engine.begun(), 0);
}

/// The process is killed: nothing in it gets to do anything more.
#[test]
fn a_build_that_the_server_died_of_three_times_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let outer = tokio::runtime::Runtime::new().unwrap();
    let registry = outer.block_on(builder::RegistryProcess::start(&folder.path().join("registry"))).unwrap();
    let definition = serde_json::json!({ "target": { "definition": steps(["say deadly"]) } });
    let mut seen = Vec::new();
    for _ in 0..4 {
        let life = tokio::runtime::Runtime::new().unwrap();
        let engine = crate::support::engine::Scripted::new();
        let builder = crate::support::site::builder(&folder, &registry, &engine);
        let settings = crate::support::settings(folder.path());
        let (build, handles): (Build, _) = life.block_on(async {
            let workspace = ::workspace::Workspace::open(settings, builder).await.unwrap();
            let router = crate::support::router(workspace.clone(), axum::Router::new());
            let opened = crate::support::Opened { folder: tempfile::tempdir().unwrap(), router };
            if seen.is_empty() {
                opened.post(path::BUILDS, &definition).await.expect::<Build>(201);
            }
            let build = opened.get(&path::build(1)).await.expect::<Build>(200);
            if build.state != BuildState::Failed {
                engine.until_begun(1).await;
            }
            (build, (workspace, opened))
        });
        seen.push(build);
        // The runtime goes before the handles do, so that nothing in it hears of the end.
        life.shutdown_background();
        drop(handles);
    }
    let last = seen.pop().unwrap();
    assert_eq!(last.state, BuildState::Failed);
    assert!(last.cause.is_some_and(|cause| cause.contains("three times")));
    assert!(seen.iter().all(|build| build.state != BuildState::Failed));
}
