//! A draft becomes a version, and its image is built by the real engine.

use crate::Stage;
use api::{BuildState, StepKind, StepState};
use harness::{Outcome, Patience};

/// The button says that it builds, and its key works from any field; the page of the build shows its log until it is done.
pub async fn registering_starts_a_build_that_is_watched_to_its_end(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.fill("Name", "training").await?;
    page.reads("New: this will be version 1", Patience::Page).await?;
    page.find("button", "Register and build").await?;
    page.click("textbox", "Version of six").await?;
    page.keys(&["mod+Enter"]).await?;
    page.find("heading", "Build 1").await?;
    page.reads("six", Patience::Build).await?;

    let build = stage.workspace.ended(1).await?;
    assert_eq!(build.state, BuildState::Succeeded, "{:?}", build.cause);
    assert!(
        build.steps.iter().all(|step| matches!(step.state, StepState::Done | StepState::Reused)),
        "{:?}",
        build.steps
    );
    assert!(build.steps.iter().any(|step| step.kind == StepKind::Python && step.state == StepState::Done));
    page.reads("Built", Patience::Page).await?;

    let image: api::Image = stage.workspace.get(&api::path::image(build.digests.image)).await?;
    let six = image.lock.iter().find(|package| package.name == "six").ok_or("six is in the lock")?;
    assert_eq!(six.version, "1.16.0");
    assert!(image.lock.iter().any(|package| package.name == "idna"), "what was not pinned is in the lock");
    assert!(image.reference.contains("@sha256:"), "{}", image.reference);
    Ok(())
}
