//! An image is tried before it counts: what does not work is named, and one press leads to what fixes it.

use crate::stage::{Stage, close, number_in_address};
use api::{BuildState, StepKind, StepState, TrialOutcome, VersionReference};
use harness::{Outcome, Page, Patience};

/// What people ask for first in computer vision, and what needs libraries that no wheel brings along.
const VISION: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - opencv-python==4.10.0.84\n";
/// The smallest script that uses it.
const SCRIPT: &str = "python -c 'import cv2, numpy; print(\"sum\", cv2.blur(numpy.ones((3, 3)), (3, 3)).sum())'";

/// The build of an environment whose package lacks a library fails with the name of the library; its page leads to a draft
/// with the Docker step that adds it, and with that the package is imported, and used in a run.
pub async fn a_missing_library_is_named_and_added(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    let registered = stage.workspace().register("vision", VISION, true).await?;
    let build = stage.workspace().ended(registered.build.ok_or("no build began")?.id).await?;
    assert_eq!(build.state, BuildState::Failed);
    let trial = build.trial.ok_or("the build failed without a trial")?;
    assert_eq!(trial.outcome, TrialOutcome::Fails);
    let failed = build.steps.iter().filter(|step| step.state == StepState::Failed).map(|step| step.kind);
    assert_eq!(failed.collect::<Vec<_>>(), [StepKind::Trial]);

    let of_build = stage.at(&format!("/builds/{}", build.id));
    page.visit(&of_build).await?;
    let panel = page.find("region", "Trial").await?.text().await?;
    for words in ["Does not work", "libGL.so.1 for cv2 is not in the image", "opencv-python", "libgl1"] {
        assert!(panel.contains(words), "\u{201c}{words}\u{201d} is missing in:\n{panel}");
    }

    page.click("link", "and edit as a new version").await?;
    page.reads("Changed: added", Patience::Page).await?;
    assert!(steps(&page).await?.contains("libgl1"), "the draft has the step");
    page.press("Undo").await?;
    page.reads("The change was undone", Patience::Page).await?;
    assert_eq!(steps(&page).await?, "", "the draft is as the version was");

    page.visit(&of_build).await?;
    page.click("link", "and edit as a new version").await?;
    page.reads("Changed: added", Patience::Page).await?;
    page.press("Register and build").await?;
    page.find("heading", "Build").await?;
    page.reads("Works", Patience::Build).await?;
    let fixed = stage.workspace().ended(number_in_address(&page).await?).await?;
    assert_eq!(fixed.state, BuildState::Succeeded, "{:?}", fixed.cause);
    assert_eq!(fixed.trial.map(|trial| trial.outcome), Some(TrialOutcome::Works));
    let second = VersionReference { environment: "vision".into(), version: "2".into() };
    assert_eq!(fixed.asked_by, [second]);

    page.visit(&stage.at("/environments/vision/versions/2")).await?;
    page.reads("Works", Patience::Page).await?;
    page.fill("Command", SCRIPT).await?;
    page.press("Run").await?;
    page.find("heading", "Run").await?;
    page.reads("sum 9.0", Patience::Build).await?;
    page.reads("Completed", Patience::Server).await?;
    close(page).await
}

/// The Docker steps of the draft.
async fn steps(page: &Page) -> Outcome<String> {
    Ok(page.find("textbox", "Docker steps").await?.prop("value").await?.unwrap_or_default())
}
