//! Every image is tried: what was found is shown, and what does not work stands for nothing.

use crate::support::{
    definitions::{from, steps},
    index::Index,
    site::Site,
};
use api::{
    Build, BuildState, Environment, FindingKind, Image, ImageState, StepKind, StepState, TrialOutcome, Version,
    VersionList, path,
};
use serde_json::{Value, json};

/// A user-managed environment with this interpreter.
fn with_interpreter(step: &str, interpreter: &str) -> Value {
    let mut definition = steps([step]);
    definition["python"]["interpreterPath"] = json!(interpreter);
    definition
}

async fn version(site: &Site, name: &str) -> Version {
    site.workspace.get(&path::version(name, "1")).await.expect(200)
}

fn trial_step(build: &Build) -> (StepState, &str) {
    let step = build.steps.iter().find(|step| step.kind == StepKind::Trial).unwrap();
    (step.state, &step.detail)
}

#[tokio::test]
async fn a_wrong_interpreter_fails_the_build_and_its_image_is_nobodys() {
    let site = Site::new().await;
    let definition = with_interpreter("say wrong", "/nowhere/bin/python");
    site.workspace.register("wrong", definition.clone()).await;
    let build = site.built(&definition).await;
    assert_eq!(build.state, BuildState::Failed);
    let cause = build.cause.as_deref().unwrap();
    assert!(cause.starts_with("the image does not work: the interpreter /nowhere/bin/python "), "{cause}");
    assert_eq!(build.explanation.as_ref().unwrap().rule, "image-interpreter");
    assert_eq!(trial_step(&build).0, StepState::Failed);
    let trial = build.trial.unwrap();
    assert_eq!((trial.outcome, trial.findings[0].kind), (TrialOutcome::Fails, FindingKind::Interpreter));
    assert!(site.log(build.id).await.contains("error: the interpreter /nowhere/bin/python "));

    assert_eq!(site.workspace.get(&path::image(build.digests.image)).await.status.as_u16(), 404);
    let version = version(&site, "wrong").await;
    assert_eq!((version.image, version.trial), (ImageState::Failed, None));
}

#[tokio::test]
async fn a_version_is_told_what_trying_its_own_interpreter_found() {
    let site = Site::new().await;
    // A program that ends well on every machine: this test is not about Python.
    let (right, wrong) = (with_interpreter("say one", "/bin/ls"), with_interpreter("say one", "/nowhere/bin/python"));
    site.workspace.register("right", right.clone()).await;
    site.workspace.register("wrong", wrong).await;
    let build = site.built(&right).await;
    assert_eq!(build.state, BuildState::Succeeded, "{build:?}");
    assert_eq!(version(&site, "right").await.trial.unwrap().outcome, TrialOutcome::Works);
    assert_eq!(version(&site, "wrong").await.trial, None, "the image was not tried with its interpreter");

    let listed = async |name| {
        let environment: Environment = site.workspace.get(&path::environment(name)).await.expect(200);
        let versions: VersionList = site.workspace.get(&path::versions(name)).await.expect(200);
        assert_eq!(versions.items[0].trial, environment.latest.trial, "{name}");
        environment.latest.trial
    };
    assert_eq!((listed("right").await, listed("wrong").await), (Some(TrialOutcome::Works), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_are_tried_once_for_each_image() {
    let index = Index::new().await;
    index.offer("alpha", "1.0", "");
    let site = Site::new().await;
    let definition = from(&index, &["alpha"]);
    site.workspace.register("training", definition.clone()).await;
    let first = site.built_with_packages(&definition).await;
    assert_eq!(first.state, BuildState::Succeeded, "{}", site.log(first.id).await);
    let trial = first.trial.clone().unwrap();
    assert_eq!(trial.outcome, TrialOutcome::Works, "{trial:?}");
    let (state, detail) = trial_step(&first);
    assert_eq!((state, detail.starts_with("works: ")), (StepState::Done, true), "{detail}");
    let image: Image = site.workspace.get(&path::image(first.digests.image)).await.expect(200);
    assert_eq!((image.trial.as_ref(), version(&site, "training").await.trial.as_ref()), (Some(&trial), Some(&trial)));
    let lock = site.workspace.get(&path::export("training", "1", "lock")).await.text;
    assert!(lock.contains(&format!("# tried {}: the image works: ", trial.tried_at)), "{lock}");
    let expected = site.preview(&definition).await.expected;
    assert!(expected.iter().any(|step| step.kind == StepKind::Trial && step.milliseconds.is_some()), "{expected:?}");

    let again = site.rebuilt(&definition).await;
    assert_eq!(again.state, BuildState::Succeeded, "{}", site.log(again.id).await);
    let (state, detail) = trial_step(&again);
    assert_eq!(state, StepState::Reused, "{detail}");
    assert!(detail.starts_with("tried before, nothing in it changed"), "{detail}");
    assert_eq!(again.trial.unwrap(), trial, "with its time");
}
