//! A draft becomes a version, and its image is built by the real engine.

use crate::stage::{Stage, close, number_in_address};
use api::{BuildState, StepKind, StepState};
use harness::{Outcome, Patience};

/// No other story builds these packages.
const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - iniconfig==2.0.0\n      - idna\n";

/// The button says that it builds, and its key works from any field; the page of the build shows its log until it is done.
pub async fn registering_starts_a_build_that_is_watched_to_its_end(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    page.visit(&stage.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    page.fill("Name", "watched").await?;
    page.reads("New environment, version 1", Patience::Page).await?;
    page.find("button", "Register and build").await?;
    page.click("textbox", "Version of iniconfig").await?;
    page.keys(&["mod+Enter"]).await?;
    page.find("heading", "Build").await?;
    page.reads("iniconfig", Patience::Build).await?;

    let build = stage.workspace().ended(number_in_address(&page).await?).await?;
    assert_eq!(build.state, BuildState::Succeeded, "{:?}", build.cause);
    assert!(
        build.steps.iter().all(|step| matches!(step.state, StepState::Done | StepState::Reused)),
        "{:?}",
        build.steps
    );
    assert!(build.steps.iter().any(|step| step.kind == StepKind::Python && step.state == StepState::Done));
    page.reads("Built", Patience::Page).await?;

    let image: api::Image = stage.workspace().get(&api::path::image(build.digests.image)).await?;
    let pinned = image.lock.iter().find(|package| package.name == "iniconfig").ok_or("no iniconfig in the lock")?;
    assert_eq!(pinned.version, "2.0.0");
    assert!(image.lock.iter().any(|package| package.name == "idna"), "what was not pinned is in the lock");
    assert!(image.reference.contains("@sha256:"), "{}", image.reference);
    close(page).await
}
