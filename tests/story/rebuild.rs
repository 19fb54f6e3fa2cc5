//! A rebuild says beforehand whom it touches, and going back is one action.

use crate::stage::{Stage, close, first_version, number_in_address};
use api::{Build, BuildState, BuildTarget, StartBuild, path};
use definition::{Definition, Digest};
use harness::{Outcome, Page, Patience, Terrarium, seed};
use serde_json::{Value, json};

/// No other story builds these packages.
const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - toolz==1.0.0\n";

/// Nothing is built before somebody saw who shares the image; where nothing has moved, the same image comes out of it, to
/// the last byte.
pub async fn a_rebuild_asks_first_names_who_shares_the_image_and_gives_the_same(stage: &Stage) -> Outcome<()> {
    let workspace = stage.workspace();
    let hash = stage.built("forecast", CONDA).await?;
    workspace.register("backtest", CONDA, false).await?;
    let page = stage.page().await?;
    page.visit(&stage.at("/environments/forecast/versions/1")).await?;
    page.press("Rebuild").await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.reads("Two versions share this image", Patience::Server).await?;
    page.reads("backtest 1", Patience::Page).await?;
    page.reads("Docker steps reused", Patience::Server).await?;
    assert_eq!(stage.builds_of(hash).await?, 1, "nothing has begun");
    page.press("Rebuild for both").await?;
    page.find("heading", "Build").await?;
    let build = workspace.ended(number_in_address(&page).await?).await?;
    assert_eq!(build.state, BuildState::Succeeded, "{:?}", build.cause);
    assert!(build.rebuild);

    let history: api::ImageHistory = workspace.get(&path::image_history(hash)).await?;
    assert_eq!(history.items.len(), 1, "{history:?}");
    assert_eq!(history.items[0].build, build.id);
    let log = workspace.text(&path::build_log(build.id)).await?;
    assert!(log.contains("the same image as before"), "{log}");
    close(page).await
}

/// Trying again after a rebuild that made nothing is a rebuild, too: who shares the image may be others by now.
pub async fn a_rebuild_is_not_retried_unasked(stage: &Stage) -> Outcome<()> {
    let (terrarium, page, _data) = shared_image(stage).await?;
    let workspace = terrarium.workspace();
    let body = StartBuild { target: BuildTarget::Version(first_version("forecast")), rebuild: true, lock: None };
    let build: Build = workspace.post(path::BUILDS, &body).await?;
    let _: Build = workspace.post(&path::cancel(build.id), &json!({})).await?;
    let build = workspace.ended(build.id).await?;
    assert_eq!(build.state, BuildState::Cancelled);
    let builds = async || workspace.get::<api::BuildList>(path::BUILDS).await.map(|list| list.items.len());
    let before = builds().await?;
    page.visit(&format!("{}/builds/{}", terrarium.url(), build.id)).await?;
    page.press("Retry").await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.reads("Two versions share this image", Patience::Server).await?;
    assert_eq!(builds().await?, before, "nothing has begun");
    page.press("Cancel").await?;
    close(page).await
}

/// Tying a version from the dialog leaves it open, says what was done and offers the way back.
pub async fn a_version_is_tied_where_the_rebuild_is_asked_about(stage: &Stage) -> Outcome<()> {
    let (terrarium, page, _data) = shared_image(stage).await?;
    page.visit(&format!("{}/environments/forecast/versions/1", terrarium.url())).await?;
    page.find("button", "Rebuild").await?;
    page.keys(&["mod+k", "rebu"]).await?;
    page.find("option", "Rebuild").await?;
    page.keys(&["Enter"]).await?;
    page.press("Tie forecast 1 to the current image").await?;
    page.reads("Tied forecast 1: it keeps this image, whatever is rebuilt", Patience::Server).await?;
    page.reads("tied, keeps its image", Patience::Server).await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.press("Undo").await?;
    page.reads("Untied forecast 1: it uses the current image of its hash", Patience::Server).await?;
    page.find("button", "Tie forecast 1 to the current image").await?;
    page.keys(&["Escape"]).await?;
    close(page).await
}

/// A server of its own with two versions that share an image, which nobody had to build, and a page. The folder goes last.
async fn shared_image(stage: &Stage) -> Outcome<(Terrarium, Page, tempfile::TempDir)> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let registered = terrarium.workspace().register("forecast", CONDA, false).await?;
    terrarium.workspace().register("backtest", CONDA, false).await?;
    seed::images(&terrarium, std::iter::once(Definition::from_json(&registered.version.definition)?)).await?;
    Ok((terrarium, stage.page().await?, data))
}

/// The older image is in the history, and is current again with one press.
pub async fn going_back_is_one_action(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    let hash = rebuilt_and_moved(stage).await?;
    let history = path::image_history(hash);
    let before: api::ImageHistory = stage.workspace().get(&history).await?;
    let current: Vec<bool> = before.items.iter().map(|past| past.current).collect();
    assert_eq!(current, [true, false], "the image of before is kept");
    page.visit(&stage.at(&format!("/images/{hash}"))).await?;
    page.click("tab", "History 2").await?;
    page.press("Restore").await?;
    page.reads("is current again", Patience::Server).await?;
    let after: api::ImageHistory = stage.workspace().get(&history).await?;
    assert!(after.items[1].current && !after.items[0].current, "{after:?}");
    let image: api::Image = stage.workspace().get(&path::image(hash)).await?;
    assert_eq!(image.manifest, before.items[1].manifest);
    close(page).await
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
    let build: Build = stage.workspace().post(path::BUILDS, &body).await?;
    let build = stage.workspace().ended(build.id).await?;
    assert_eq!(build.state, BuildState::Succeeded, "{:?}", build.cause);
    Ok(build)
}
