//! Builds: one for each hash at a time, stopped when somebody says so.

use crate::support::{
    definitions::{pip, steps},
    site::Site,
    workspace,
};
use api::{Build, BuildState, StepState, path};
use futures::future::join_all;
use serde_json::json;

#[tokio::test]
async fn a_build_makes_an_image_that_is_reused() {
    let site = Site::new().await;
    let definition = steps(["say hello"]);
    let answer = site.workspace.post(&path::versions("own"), &json!({ "definition": definition, "build": true })).await;
    let registered: api::Registered = answer.expect(201);
    let build = registered.build.unwrap();
    assert_eq!(build.asked_by[0].to_string(), "own:1");
    site.engine.let_end(1);
    let build = site.ended(build.id).await;
    assert_eq!(build.state, BuildState::Succeeded, "{build:?}");
    assert!(build.steps.iter().all(|step| step.state == StepState::Done), "{build:?}");
    assert_eq!(site.log(build.id).await, "hello\n");

    let image: api::Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);
    assert_eq!(Some(&image.reference), build.reference.as_ref());
    assert_eq!((image.build, image.used_by[0].to_string()), (build.id, "own:1".into()));
    assert!(image.dockerfile.contains("RUN say hello") && image.definition.is_some());
    let environment: api::Environment = site.workspace.get(&path::environment("own")).await.expect(200);
    assert_eq!((environment.image, environment.build), (api::ImageState::Cached, None));

    let again = site.build(&definition).await;
    assert_eq!(again.id, build.id, "nothing was started");
}

#[tokio::test]
async fn who_asks_while_it_runs_joins() {
    let site = Site::new().await;
    let definition = steps(["say slow"]);
    let builds = join_all((0..10).map(|_| site.build(&definition))).await;
    assert!(builds.iter().all(|build| build.id == builds[0].id));
    let body = json!({ "definition": definition, "build": true });
    for name in ["one", "two", "one"] {
        let answer = site.workspace.post(&path::versions(name), &body).await;
        assert!(answer.status.is_success(), "{}", answer.text);
    }
    let asked: Vec<String> = site.look(builds[0].id).await.asked_by.iter().map(ToString::to_string).collect();
    assert_eq!(asked, ["one:1", "two:1"]);
    site.engine.let_end(1);
    assert_eq!(site.ended(builds[0].id).await.state, BuildState::Succeeded);
    assert_eq!(site.engine.begun(), 1);
}

#[tokio::test]
async fn no_more_run_at_once_than_the_workspace_allows() {
    let site = Site::new().await;
    let definitions = ["say 1", "say 2", "say 3"].map(|step| steps([step]));
    let builds = join_all(definitions.iter().map(|definition| site.build(definition))).await;
    site.engine.until_begun(1).await;
    let status: api::Workspace = site.workspace.get(path::WORKSPACE).await.expect(200);
    assert_eq!((status.building, status.queued, status.can_build), (1, 2, true));
    site.engine.let_end(3);
    for build in builds {
        assert_eq!(site.ended(build.id).await.state, BuildState::Succeeded);
    }
    assert_eq!(site.engine.most_at_once(), 1);
}

#[tokio::test]
async fn running_and_waiting_builds_can_be_stopped() {
    let site = Site::new().await;
    let running = site.build(&steps(["say running"])).await.id;
    site.engine.until_begun(1).await;
    let waiting = site.build(&steps(["say waiting"])).await.id;
    let stopped: Build = site.workspace.post(&path::cancel(waiting), &()).await.expect(200);
    assert_eq!(stopped.state, BuildState::Cancelled);
    site.workspace.post(&path::cancel(running), &()).await.expect::<Build>(200);
    let stopped = site.ended(running).await;
    assert_eq!(stopped.state, BuildState::Cancelled);
    let states: Vec<StepState> = stopped.steps.iter().map(|step| step.state).collect();
    assert_eq!(states, [StepState::Failed, StepState::Skipped, StepState::Skipped]);
    assert_eq!(site.engine.begun(), 1, "the waiting one never began");

    let again: Build = site.workspace.post(&path::retry(running), &()).await.expect(201);
    site.engine.let_end(1);
    assert_eq!(site.ended(again.id).await.state, BuildState::Succeeded);
}

#[tokio::test]
async fn a_failure_says_why_and_the_queue_goes_on() {
    let site = Site::new().await;
    site.engine.let_end(3);
    let failed = site.build(&steps(["say before", "fail"])).await.id;
    let broken = site.build(&steps(["panic"])).await.id;
    let good = site.build(&steps(["say good"])).await.id;
    let failed = site.ended(failed).await;
    assert_eq!(failed.state, BuildState::Failed);
    assert!(failed.cause.is_some_and(|cause| cause.contains("exit status 1")));
    let broken = site.ended(broken).await;
    assert_eq!((broken.state, broken.cause.is_some()), (BuildState::Failed, true));
    assert_eq!(site.ended(good).await.state, BuildState::Succeeded);
    let failures: api::BuildList = site.workspace.get(&format!("{}?state=failed", path::BUILDS)).await.expect(200);
    assert_eq!(failures.items.iter().map(|build| build.id).collect::<Vec<_>>(), [broken.id, failed.id]);
}

#[tokio::test]
async fn the_expected_time_comes_from_what_was_built_before() {
    let site = Site::new().await;
    let first = site.build(&steps(["say first"])).await;
    assert_eq!(first.expected, None);
    assert!(first.steps.iter().all(|step| step.expected.is_none()), "{first:?}");
    site.engine.let_end(1);
    let first = site.ended(first.id).await;
    let image: api::Image = site.workspace.get(&path::image(first.digests.image)).await.expect(200);
    let foretold = api::expected_in_all(&site.preview(&steps(["say second"])).await.expected[..]);
    assert_eq!(foretold, None, "no build had packages");
    let second = site.build(&steps(["say second"])).await;
    assert!(second.expected.is_some_and(|expected| expected > 0 && expected <= image.duration), "{second:?}");
    assert!(second.steps.iter().all(|step| step.expected.is_some_and(|time| time <= image.duration)), "{second:?}");
    site.engine.let_end(1);
    site.ended(second.id).await;
}

#[tokio::test]
async fn a_rebuild_is_asked_for() {
    let site = Site::new().await;
    let first = site.built(&steps(["say once"])).await;
    let body = json!({ "target": { "definition": steps(["say once"]) }, "rebuild": true });
    let second: Build = site.workspace.post(path::BUILDS, &body).await.expect(201);
    assert!(second.rebuild && second.id != first.id);
    site.engine.let_end(1);
    let second = site.ended(second.id).await;
    assert_eq!(second.state, BuildState::Succeeded);
    let image: api::Image = site.workspace.get(&path::image(first.digests.image)).await.expect(200);
    assert_eq!(image.build, second.id);
}

#[tokio::test]
async fn what_cannot_be_built_is_refused_before_anything_is_written() {
    let without = workspace().await;
    let body = json!({ "definition": pip(["numpy"]), "build": true });
    insta::assert_json_snapshot!("no engine", without.post(&path::versions("own"), &body).await.refusal());
    assert_eq!(without.get(&path::environment("own")).await.status.as_u16(), 404);
    let body = json!({ "target": { "definition": pip(["-e ."]) } });
    insta::assert_json_snapshot!("outside", without.post(path::BUILDS, &body).await.refusal());
    let body = json!({ "target": { "version": { "environment": "own", "version": "1" } } });
    assert_eq!(without.post(path::BUILDS, &body).await.status.as_u16(), 404);
}
