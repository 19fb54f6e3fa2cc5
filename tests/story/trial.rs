//! The trial of an image: what does not work is reported, and one click adds the fix.

use crate::fixture::{Fixture, close, number_in_address};
use api::{BuildState, StepKind, StepState, TrialOutcome, VersionReference};
use harness::{Outcome, Page, Timeout};

/// A popular package for computer vision that needs system libraries.
const VISION: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - opencv-python==4.10.0.84\n";
/// A minimal script that uses it.
const SCRIPT: &str = "python -c 'import cv2, numpy; print(\"sum\", cv2.blur(numpy.ones((3, 3)), (3, 3)).sum())'";

/// The build of an environment without a system library that a package needs fails with its name. The page leads to a draft with
/// the Docker step that adds the library, and with it the package works in a run.
pub async fn a_missing_library_is_reported_and_added(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    let registered = fixture.workspace().register("vision", VISION, true).await?;
    let build = fixture.workspace().wait_for_build(registered.build.ok_or("no build was started")?.id).await?;
    assert_eq!(build.state, BuildState::Failed);
    let trial = build.trial.ok_or("the build failed without a trial")?;
    assert_eq!(trial.outcome, TrialOutcome::Fails);
    let failed = build.steps.iter().filter(|step| step.state == StepState::Failed).map(|step| step.kind);
    assert_eq!(failed.collect::<Vec<_>>(), [StepKind::Trial]);

    let of_build = fixture.at(&format!("/builds/{}", build.id));
    page.visit(&of_build).await?;
    let panel = page.find("region", "Trial").await?.text().await?;
    for text in ["Does not work", "libGL.so.1 for cv2 is not in the image", "opencv-python", "libgl1"] {
        assert!(panel.contains(text), "\u{201c}{text}\u{201d} is not in:\n{panel}");
    }

    page.click("link", "and edit as a new version").await?;
    page.wait_for_text("Changed: added", Timeout::Page).await?;
    assert!(steps(&page).await?.contains("libgl1"), "the draft does not have the step");
    page.press("Undo").await?;
    page.wait_for_text("The change was undone", Timeout::Page).await?;
    assert_eq!(steps(&page).await?, "", "the change was not undone");

    page.visit(&of_build).await?;
    page.click("link", "and edit as a new version").await?;
    page.wait_for_text("Changed: added", Timeout::Page).await?;
    page.press("Register and build").await?;
    page.find("heading", "Build").await?;
    let fixed = fixture.workspace().wait_for_image(number_in_address(&page, "builds").await?).await?;
    page.wait_for_text("Works", Timeout::Page).await?;
    assert_eq!(fixed.trial.map(|trial| trial.outcome), Some(TrialOutcome::Works));
    let second = VersionReference { environment: "vision".into(), version: "2".into() };
    assert_eq!(fixed.asked_by, [second]);

    page.visit(&fixture.at("/environments/vision/versions/2")).await?;
    page.wait_for_text("Works", Timeout::Page).await?;
    page.fill("Command", SCRIPT).await?;
    page.press("Run").await?;
    page.find("heading", "Run").await?;
    fixture.workspace().wait_for_run(number_in_address(&page, "runs").await?).await?;
    page.wait_for_text("sum 9.0", Timeout::Page).await?;
    page.wait_for_text("Completed", Timeout::Page).await?;
    close(page).await
}

/// The Docker steps of the draft.
async fn steps(page: &Page) -> Outcome<String> {
    Ok(page.find("textbox", "Docker steps").await?.prop("value").await?.unwrap_or_default())
}
