//! A registry that answers 500, cuts uploads, or hangs.

use crate::{check_ended, steps};
use api::{Build, BuildState, PreviewResponse, StepState, Verdict};
use harness::{Fault, FaultyProxy, Outcome, Registry, Terrarium, Workspace};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn builds_survive_a_registry_that_fails_and_hangs() -> Outcome<()> {
    let (data, images) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let registry = Registry::start(images.path()).await?;
    let proxy = FaultyProxy::to(registry.address()).await?;
    let options = ["--registry", &proxy.address(), "--registry-timeout", "6s"];
    let terrarium = Terrarium::start_with_options(data.path(), &options)?;
    let workspace = terrarium.workspace();

    let first = steps("RUN echo first");
    let built = ended(&workspace, workspace.build(first.clone()).await?).await?;
    assert_eq!(built.state, BuildState::Succeeded, "{built:?}");
    assert_eq!(verdict(&workspace, &first).await?, Verdict::Hit);
    for fault in [Fault::Hangs, Fault::Fails] {
        proxy.set(fault);
        assert_eq!(verdict(&workspace, &first).await?, Verdict::Unknown, "{fault:?}");
    }

    println!("every request fails");
    let failed = ended(&workspace, workspace.build(steps("RUN echo second")).await?).await?;
    check_cause(&failed, "the registry at ");
    let waiting = workspace.build(steps("RUN echo third")).await?;
    let trying = || async {
        let log = workspace.text(&api::path::build_log(waiting.id)).await?;
        Ok(log.contains("Trying again").then_some(()))
    };
    workspace.build_job(waiting.id).wait_for("the build to retry", trying).await?;
    proxy.set(Fault::None);
    let built = ended(&workspace, waiting).await?;
    assert_eq!(built.state, BuildState::Succeeded, "it did not continue when the registry was back: {built:?}");
    assert_eq!(verdict(&workspace, &first).await?, Verdict::Hit);

    for (fault, text) in
        [(Fault::CutsUploads, "cannot be pushed"), (Fault::HangsUploads, "accepted nothing for 6 seconds")]
    {
        println!("{fault:?}");
        let large = steps(&format!("RUN head -c 9000000 /dev/urandom > /{fault:?}"));
        proxy.set(fault);
        let failed = ended(&workspace, workspace.build(large).await?).await?;
        check_cause(&failed, text);
        proxy.set(Fault::None);
        let again: Build = workspace.post(&api::path::retry(failed.id), &()).await?;
        let again = ended(&workspace, again).await?;
        assert_eq!(again.state, BuildState::Succeeded, "{again:?}");
    }

    println!("requests fail after step 1");
    let packages = json!({
        "docker": { "baseDockerfile": "FROM localhost/terrarium/base:debian12-python3.11\nRUN echo kept\n" },
        "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["six==1.16.0"] }] } },
    });
    let waiting = workspace.build(packages).await?;
    let in_step_2 = || async {
        let now: Build = workspace.get(&api::path::build(waiting.id)).await?;
        Ok(now.steps.iter().any(|step| step.state == StepState::Done).then_some(()))
    };
    workspace.build_job(waiting.id).wait_for("the end of step 1", in_step_2).await?;
    proxy.set(Fault::Fails);
    let failed = ended(&workspace, waiting).await?;
    assert_eq!(failed.state, BuildState::Failed, "{failed:?}");
    proxy.set(Fault::None);
    let again: Build = workspace.post(&api::path::retry(failed.id), &()).await?;
    let again = ended(&workspace, again).await?;
    assert_eq!((again.state, again.steps[0].state), (BuildState::Succeeded, StepState::Reused), "{again:?}");
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

async fn ended(workspace: &Workspace, build: Build) -> Outcome<Build> {
    let build = workspace.wait_for_build(build.id).await?;
    check_ended(workspace, &build).await?;
    Ok(build)
}

/// Checks that a build failed with this text in its cause, and has an explanation.
fn check_cause(build: &Build, text: &str) {
    let cause = build.cause.as_deref().unwrap_or_default();
    println!("  {cause}");
    assert!(cause.contains(text), "{build:?}");
    assert!(build.explanation.is_some(), "no explanation: {build:?}");
}

async fn verdict(workspace: &Workspace, definition: &Value) -> Outcome<Verdict> {
    let body = json!({ "definitions": [definition] });
    let response: PreviewResponse = workspace.post(api::path::PREVIEWS, &body).await?;
    Ok(response.previews[0].verdict)
}
