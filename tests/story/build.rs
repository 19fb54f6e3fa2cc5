//! A draft becomes a version, and its image is built by the real engine.

use crate::fixture::{Fixture, close, number_in_address};
use api::{StepKind, StepState};
use harness::{Outcome, Timeout};

/// No other story builds these packages.
const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - iniconfig==2.0.0\n      - idna\n";

/// The button announces a build, its shortcut works from any field, and the page of the build shows the log to its end.
pub async fn registering_starts_a_build_and_shows_its_log(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    page.visit(&fixture.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    page.fill("Name", "watched").await?;
    page.wait_for_text("New environment, version 1", Timeout::Page).await?;
    page.find("button", "Register and build").await?;
    page.click("textbox", "Version of iniconfig").await?;
    page.press_keys(&["mod+Enter"]).await?;
    page.find("heading", "Build").await?;
    let id = number_in_address(&page, "builds").await?;
    fixture.workspace().build_job(id).wait_for_text(&page, "iniconfig").await?;

    let build = fixture.workspace().wait_for_image(id).await?;
    assert!(
        build.steps.iter().all(|step| matches!(step.state, StepState::Done | StepState::Reused)),
        "{:?}",
        build.steps
    );
    assert!(build.steps.iter().any(|step| step.kind == StepKind::Python && step.state == StepState::Done));
    page.wait_for_text("Built", Timeout::Page).await?;

    let image: api::Image = fixture.workspace().get(&api::path::image(build.digests.image)).await?;
    let pinned = image.lock.iter().find(|package| package.name == "iniconfig").ok_or("no iniconfig in the lock")?;
    assert_eq!(pinned.version, "2.0.0");
    assert!(image.lock.iter().any(|package| package.name == "idna"), "unpinned packages are in the lock");
    assert!(image.reference.contains("@sha256:"), "{}", image.reference);
    close(page).await
}
