//! A rebuild says beforehand whom it touches, and going back is one action.

use crate::Stage;
use api::{Build, BuildState, BuildTarget, StartBuild, VersionReference, path};
use definition::Digest;
use harness::{Outcome, Patience};
use serde_json::{Value, json};

/// Nothing is built before somebody saw who shares the image.
pub async fn a_rebuild_asks_first_and_names_who_shares_the_image(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let builds = stage.builds().await?;
    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.press("Rebuild").await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.reads("Two versions share it", Patience::Server).await?;
    page.reads("scoring 1", Patience::Page).await?;
    page.reads("Docker steps reused", Patience::Server).await?;
    assert_eq!(stage.builds().await?, builds, "nothing has begun");
    page.press("Rebuild for both").await?;
    page.find("heading", &format!("Build {}", builds + 1)).await?;
    let build = stage.workspace.ended(i64::try_from(builds + 1)?).await?;
    assert_eq!(build.state, api::BuildState::Succeeded, "{:?}", build.cause);
    assert!(build.rebuild);
    Ok(())
}

/// Trying again after a rebuild that made nothing is a rebuild, too: who shares the image may be others by now.
pub async fn a_rebuild_is_not_retried_unasked(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let version = VersionReference { environment: "training".into(), version: "1".into() };
    let body = StartBuild { target: BuildTarget::Version(version), rebuild: true, lock: None };
    let build: Build = stage.workspace.post(path::BUILDS, &body).await?;
    let _: Build = stage.workspace.post(&path::cancel(build.id), &json!({})).await?;
    let build = stage.workspace.ended(build.id).await?;
    assert_eq!(build.state, BuildState::Cancelled);
    let builds = stage.builds().await?;
    page.visit(&stage.at(&format!("/builds/{}", build.id))).await?;
    page.press("Retry").await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.reads("Two versions share it", Patience::Server).await?;
    assert_eq!(stage.builds().await?, builds, "nothing has begun");
    page.press("Cancel").await
}

/// Tying a version from the dialog leaves it open, says what was done and offers the way back.
pub async fn a_version_is_tied_where_the_rebuild_is_asked_about(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.find("button", "Rebuild").await?;
    page.keys(&["mod+k", "rebu"]).await?;
    page.find("option", "Rebuild").await?;
    page.keys(&["Enter"]).await?;
    page.press("Tie training 1 to today").await?;
    page.reads("Tied training 1: it keeps this image whatever is rebuilt", Patience::Server).await?;
    page.reads("tied, keeps its image", Patience::Server).await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.press("Undo").await?;
    page.reads("Untied training 1: it has the current image of its hash", Patience::Server).await?;
    page.find("button", "Tie training 1 to today").await?;
    page.keys(&["Escape"]).await
}

/// Where nothing has moved, a rebuild gives the very same image, to the last byte.
pub async fn the_same_packages_are_the_same_image(stage: &Stage) -> Outcome<()> {
    let version: api::Version = stage.workspace.get(&path::version("training", "1")).await?;
    let history: api::ImageHistory = stage.workspace.get(&path::image_history(version.digests.image)).await?;
    assert_eq!(history.items.len(), 1, "{history:?}");
    let last = history.items[0].build;
    let log = stage.workspace.text(&path::build_log(last)).await?;
    assert!(log.contains("the same image as before"), "{log}");
    Ok(())
}

/// The older image is in the history, and is the current one again with one press.
pub async fn going_back_is_one_action(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let hash = rebuilt_and_moved(stage).await?;
    let history = path::image_history(hash);
    let before: api::ImageHistory = stage.workspace.get(&history).await?;
    let current: Vec<bool> = before.items.iter().map(|past| past.current).collect();
    assert_eq!(current, [true, false], "the image of before is kept");
    page.visit(&stage.at(&format!("/images/{hash}"))).await?;
    page.click("tab", "History 2").await?;
    page.press("Restore").await?;
    page.reads("is the current one again", Patience::Server).await?;
    let after: api::ImageHistory = stage.workspace.get(&history).await?;
    assert!(after.items[1].current && !after.items[0].current, "{after:?}");
    let image: api::Image = stage.workspace.get(&path::image(hash)).await?;
    assert_eq!(image.manifest, before.items[1].manifest);
    Ok(())
}

/// The hash of an environment whose Docker steps give something else each time, built twice.
async fn rebuilt_and_moved(stage: &Stage) -> Outcome<Digest> {
    let steps = "FROM localhost/terrarium/base:debian12-python3.11\nRUN head -c 16 /dev/urandom > /moves\n";
    let definition = json!({ "docker": { "baseDockerfile": steps }, "python": { "userManagedDependencies": true } });
    built(stage, &definition, false).await?;
    Ok(built(stage, &definition, true).await?.digests.image)
}

async fn built(stage: &Stage, definition: &Value, rebuild: bool) -> Outcome<Build> {
    let body = StartBuild { target: BuildTarget::Definition(definition.clone()), rebuild, lock: None };
    let build: Build = stage.workspace.post(path::BUILDS, &body).await?;
    let build = stage.workspace.ended(build.id).await?;
    assert_eq!(build.state, BuildState::Succeeded, "{:?}", build.cause);
    Ok(build)
}
