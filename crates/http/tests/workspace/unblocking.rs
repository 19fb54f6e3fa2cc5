//! Builds and runs that cannot go on, and rows that cannot be read: each ends with its cause, and holds up no other.

use crate::support::{Opened, definitions::steps, seed, site::Site, until};
use api::{Build, BuildState, Limits, Run, RunState, RunTrouble, Version, path};
use serde_json::{Value, json};

/// A workspace that does one thing at a time.
async fn narrow() -> Site {
    Site::limited(Limits { parallel_builds: 1, parallel_runs: 1, ..Limits::default() }).await
}

impl Site {
    fn damage(&self, statements: &'static str) -> impl Future<Output = ()> {
        seed::execute(self.workspace.folder.path(), statements)
    }
}

fn in_version(environment: &str, command: &str) -> Value {
    json!({ "target": { "version": { "environment": environment, "version": "1" } }, "command": { "shell": command } })
}

async fn submit(workspace: &Opened, request: &Value) -> i64 {
    workspace.post(path::RUNS, request).await.expect::<Run>(201).id
}

async fn look(workspace: &Opened, id: i64) -> Run {
    workspace.get(&path::run(id)).await.expect(200)
}

/// The run when it has come to this state. One that never comes fails the test.
async fn run_in(workspace: &Opened, id: i64, state: RunState) -> Run {
    until(&format!("run {id} to be {state:?}"), async || {
        Some(look(workspace, id).await).filter(|run| run.state == state)
    })
    .await
}

/// The build when it has ended. One that never ends fails the test.
async fn build_over(site: &Site, id: i64) -> Build {
    let is_over = |build: &Build| !matches!(build.state, BuildState::Queued | BuildState::Running);
    until(&format!("the end of build {id}"), async || Some(site.look(id).await).filter(is_over)).await
}

/// A run that keeps the only place until it is cancelled, in a version that is built.
async fn occupied(site: &Site) -> i64 {
    site.workspace.register("usual", steps(["say usual"])).await;
    site.built(&steps(["say usual"])).await;
    let id = submit(&site.workspace, &in_version("usual", "exec sleep 300")).await;
    run_in(&site.workspace, id, RunState::Running).await;
    id
}

async fn cancel(site: &Site, id: i64) {
    site.workspace.post(&path::cancel_run(id), &()).await.expect::<Run>(200);
}

#[tokio::test]
async fn a_run_that_waits_for_another_build_of_its_hash_holds_up_no_other() {
    let site = narrow().await;
    let workspace = &site.workspace;
    let drifting = steps(["drift"]);
    workspace.register("tied", drifting.clone()).await;
    let reference = site.built(&drifting).await.reference.unwrap();
    let tie = json!({ "manifest": reference.split_once('@').unwrap().1 });
    workspace.put(&path::tie("tied", "1"), &tie).await.expect::<Version>(200);
    let first = occupied(&site).await;
    let waiting = submit(workspace, &in_version("tied", "echo late")).await;
    let next = submit(workspace, &in_version("usual", "echo next")).await;

    // Its image must be made again from its lock, and the hash is being built with other packages.
    site.lose(&reference).await;
    let body = json!({ "target": { "definition": drifting }, "rebuild": true });
    let rebuild: Build = workspace.post(path::BUILDS, &body).await.expect(201);
    site.engine.until_begun(3).await;
    cancel(&site, first).await;
    run_in(workspace, next, RunState::Completed).await;
    assert_eq!(look(workspace, waiting).await.state, RunState::Queued);

    site.engine.let_end(2);
    assert_eq!(build_over(&site, rebuild.id).await.state, BuildState::Succeeded);
    let late = run_in(workspace, waiting, RunState::Completed).await;
    assert!(late.build > rebuild.id, "it has a build of its own");
}

#[tokio::test]
async fn a_run_whose_image_cannot_be_built_again_ends_with_the_cause() {
    let site = narrow().await;
    let workspace = &site.workspace;
    workspace.register("broken", steps(["say broken"])).await;
    let reference = site.built(&steps(["say broken"])).await.reference.unwrap();
    let first = occupied(&site).await;
    let hopeless = submit(workspace, &in_version("broken", "echo never")).await;
    let next = submit(workspace, &in_version("usual", "echo next")).await;
    site.lose(&reference).await;
    site.damage("UPDATE versions SET definition = '[]' WHERE environment = 'broken'").await;
    cancel(&site, first).await;
    run_in(workspace, next, RunState::Completed).await;
    let failure = look(workspace, hopeless).await.failure.unwrap();
    assert_eq!(failure.kind, RunTrouble::Build);
    let words = "its image is not in the registry any more, and cannot be built again: ";
    assert!(failure.message.starts_with(words), "{}", failure.message);
}

#[tokio::test]
async fn a_run_that_cannot_be_read_holds_up_no_other() {
    let site = narrow().await;
    let workspace = &site.workspace;
    let first = occupied(&site).await;
    let unreadable = submit(workspace, &in_version("usual", "echo never")).await;
    let next = submit(workspace, &in_version("usual", "echo next")).await;
    site.damage("UPDATE runs SET tags = 'nonsense' WHERE id = 2").await;
    cancel(&site, first).await;
    run_in(workspace, next, RunState::Completed).await;
    site.damage("UPDATE runs SET tags = '{}' WHERE id = 2").await;
    let failure = look(workspace, unreadable).await.failure.unwrap();
    assert_eq!(failure.kind, RunTrouble::Machine);
    assert!(failure.message.starts_with("the run cannot be started: the database failed: "), "{}", failure.message);
}

#[tokio::test]
async fn a_workspace_opens_whatever_it_cannot_read_of_what_was_in_progress() {
    let site = narrow().await;
    let running = occupied(&site).await;
    let waiting = submit(&site.workspace, &in_version("usual", "echo late")).await;
    let build = site.build(&steps(["say unfinished"])).await.id;
    site.engine.until_begun(2).await;
    site.damage("UPDATE runs SET tags = 'nonsense' WHERE id = 1").await;
    site.damage("UPDATE builds SET image = 'nonsense' WHERE id = 2").await;
    let site = site.restart().await;
    run_in(&site.workspace, waiting, RunState::Completed).await;
    site.damage("UPDATE runs SET tags = '{}'").await;
    let failure = look(&site.workspace, running).await.failure.unwrap();
    assert_eq!(failure.kind, RunTrouble::Interrupted);
    site.damage("UPDATE builds SET image = (SELECT image FROM builds WHERE id = 1) WHERE id = 2").await;
    let cause = site.look(build).await.cause.unwrap();
    assert!(cause.starts_with("the server stopped during this build, whose record cannot be read: "), "{cause}");
}

#[tokio::test]
async fn a_run_whose_end_is_refused_fails_and_frees_its_place() {
    let site = narrow().await;
    let workspace = &site.workspace;
    let first = occupied(&site).await;
    site.damage(
        "CREATE TRIGGER refuse BEFORE UPDATE OF exit_code ON runs WHEN NEW.exit_code = 7
         BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    )
    .await;
    let refused = submit(workspace, &in_version("usual", "exit 7")).await;
    let next = submit(workspace, &in_version("usual", "echo next")).await;
    cancel(&site, first).await;
    run_in(workspace, next, RunState::Completed).await;
    let run = look(workspace, refused).await;
    let failure = run.failure.unwrap();
    assert_eq!((run.state, run.exit_code, failure.kind), (RunState::Failed, None, RunTrouble::Machine));
    let words = "the command ended with exit code 7, but this could not be recorded: ";
    assert!(failure.message.starts_with(words) && failure.message.contains("not this one"), "{}", failure.message);
}

#[tokio::test]
async fn a_build_whose_image_cannot_be_recorded_fails_and_frees_its_place() {
    let site = narrow().await;
    let definition = steps(["say hello"]);
    let before = site.built(&definition).await;
    site.damage("UPDATE images SET lock = 'nonsense'").await;
    let body = json!({ "target": { "definition": definition }, "rebuild": true });
    let rebuild: Build = site.workspace.post(path::BUILDS, &body).await.expect(201);
    let next = site.build(&steps(["say next"])).await;
    site.engine.let_end(2);
    let rebuild = build_over(&site, rebuild.id).await;
    let manifest = before.reference.unwrap().split_once('@').unwrap().1.to_owned();
    let cause = rebuild.cause.unwrap();
    assert_eq!((rebuild.state, rebuild.reference), (BuildState::Failed, None));
    let words = format!("image {manifest} was made, but it could not be recorded: the database failed: ");
    assert!(cause.starts_with(&words), "{cause}");
    assert_eq!(build_over(&site, next.id).await.state, BuildState::Succeeded);
}

#[tokio::test]
async fn an_engine_that_fails_before_the_command_is_a_failure_of_the_machine() {
    let site = narrow().await;
    site.workspace.register("usual", steps(["say usual"])).await;
    site.built(&steps(["say usual"])).await;
    let mut request = in_version("usual", "");
    request["command"] = json!({ "words": ["engine-fails"] });
    let run = submit(&site.workspace, &request).await;
    let run = run_in(&site.workspace, run, RunState::Failed).await;
    let failure = run.failure.unwrap();
    assert_eq!((run.exit_code, failure.kind), (None, RunTrouble::Machine));
    insta::assert_snapshot!(failure.message, @"scripted failed before it began: Device or resource busy. This is a failure of the machine, and nothing was run: try again, and if it stays like this, make sure that scripted works on the server");
}
