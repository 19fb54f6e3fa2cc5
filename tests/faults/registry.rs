//! A registry that answers 500, cuts uploads, or hangs.

use crate::{ended_well, steps};
use api::{Build, BuildState, PreviewResponse, StepState, Verdict};
use harness::{Fault, FaultyWay, Outcome, Patience, Registry, Terrarium, Workspace, until};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_that_fails_cuts_and_hangs() -> Outcome<()> {
    let (data, images) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let registry = Registry::start(images.path()).await?;
    let way = FaultyWay::to(registry.address()).await?;
    let options = ["--registry", &way.address(), "--registry-patience", "6s"];
    let terrarium = Terrarium::start_as(data.path(), &options)?;
    let workspace = terrarium.workspace();

    let first = steps("RUN echo first");
    let built = ended(&workspace, workspace.build(first.clone()).await?).await?;
    assert_eq!(built.state, BuildState::Succeeded, "{built:?}");
    assert_eq!(verdict(&workspace, &first).await?, Verdict::Hit);
    for fault in [Fault::Hangs, Fault::Fails] {
        way.set(fault);
        assert_eq!(verdict(&workspace, &first).await?, Verdict::Unknown, "{fault:?}");
    }

    println!("it answers 500");
    let failed = ended(&workspace, workspace.build(steps("RUN echo second")).await?).await?;
    told(&failed, "the registry at ");
    let waiting = workspace.build(steps("RUN echo third")).await?;
    let trying = || async {
        let log = workspace.text(&api::path::build_log(waiting.id)).await?;
        Ok(log.contains("Trying again").then_some(()))
    };
    until("the build to try again", Patience::Server, trying).await?;
    way.set(Fault::None);
    let built = ended(&workspace, waiting).await?;
    assert_eq!(built.state, BuildState::Succeeded, "it goes on when the registry is back: {built:?}");
    assert_eq!(verdict(&workspace, &first).await?, Verdict::Hit);

    for (fault, words) in
        [(Fault::CutsUploads, "cannot be pushed"), (Fault::HangsUploads, "accepted nothing for 6 seconds")]
    {
        println!("{fault:?}");
        let large = steps(&format!("RUN head -c 9000000 /dev/urandom > /{fault:?}"));
        way.set(fault);
        let failed = ended(&workspace, workspace.build(large).await?).await?;
        told(&failed, words);
        way.set(Fault::None);
        let again: Build = workspace.post(&api::path::retry(failed.id), &()).await?;
        let again = ended(&workspace, again).await?;
        assert_eq!(again.state, BuildState::Succeeded, "{again:?}");
    }

    println!("it fails after step 1");
    let packages = json!({
        "docker": { "baseDockerfile": "FROM localhost/terrarium/base:debian12-python3.11\nRUN echo kept\n" },
        "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["six==1.16.0"] }] } },
    });
    let waiting = workspace.build(packages).await?;
    let in_step_2 = || async {
        let now: Build = workspace.get(&api::path::build(waiting.id)).await?;
        Ok(now.steps.iter().any(|step| step.state == StepState::Done).then_some(()))
    };
    until("the end of step 1", Patience::Build, in_step_2).await?;
    way.set(Fault::Fails);
    let failed = ended(&workspace, waiting).await?;
    assert_eq!(failed.state, BuildState::Failed, "{failed:?}");
    way.set(Fault::None);
    let again: Build = workspace.post(&api::path::retry(failed.id), &()).await?;
    let again = ended(&workspace, again).await?;
    assert_eq!((again.state, again.steps[0].state), (BuildState::Succeeded, StepState::Reused), "{again:?}");
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

async fn ended(workspace: &Workspace, build: Build) -> Outcome<Build> {
    let build = workspace.ended(build.id).await?;
    ended_well(workspace, &build).await?;
    Ok(build)
}

/// Checks that a build failed with a cause in these words, which says what to do.
fn told(build: &Build, words: &str) {
    let cause = build.cause.as_deref().unwrap_or_default();
    println!("  {cause}");
    assert!(cause.contains(words), "{build:?}");
    assert!(build.explanation.is_some(), "a rule says what to do: {build:?}");
}

async fn verdict(workspace: &Workspace, definition: &Value) -> Outcome<Verdict> {
    let body = json!({ "definitions": [definition] });
    let response: PreviewResponse = workspace.post(api::path::PREVIEWS, &body).await?;
    Ok(response.previews[0].verdict)
}
