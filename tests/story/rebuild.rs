//! Rebuilds show their blast radius first, and older images can be restored.

use crate::fixture::{Fixture, close, first_version, number_in_address};
use api::{Build, BuildState, BuildTarget, StartBuild, path};
use definition::{Definition, Digest};
use harness::{Outcome, Page, Terrarium, Timeout, seed};
use serde_json::{Value, json};

/// No other story builds these packages.
const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - toolz==1.0.0\n";

/// A rebuild starts after its dialog listed who shares the image. If no package changed, it gives the same image to the last byte.
pub async fn a_rebuild_shows_its_blast_radius_and_reproduces_the_image(fixture: &Fixture) -> Outcome<()> {
    let workspace = fixture.workspace();
    let hash = fixture.built("forecast", CONDA).await?;
    workspace.register("backtest", CONDA, false).await?;
    let page = fixture.page().await?;
    page.visit(&fixture.at("/environments/forecast/versions/1")).await?;
    page.press("Rebuild").await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.wait_for_text("Two versions share this image", Timeout::Server).await?;
    page.wait_for_text("backtest 1", Timeout::Page).await?;
    page.wait_for_text("Docker steps reused", Timeout::Server).await?;
    assert_eq!(fixture.builds_of(hash).await?, 1, "a build started without confirmation");
    page.press("Rebuild for both").await?;
    page.find("heading", "Build").await?;
    let build = workspace.wait_for_image(number_in_address(&page, "builds").await?).await?;
    assert!(build.rebuild);

    let history: api::ImageHistory = workspace.get(&path::image_history(hash)).await?;
    assert_eq!(history.items.len(), 1, "{history:?}");
    assert_eq!(history.items[0].build, build.id);
    let log = workspace.text(&path::build_log(build.id)).await?;
    assert!(log.contains("the same image as before"), "{log}");
    close(page).await
}

/// Retrying a cancelled rebuild is a rebuild too: others may share the image by now.
pub async fn a_retried_rebuild_asks_for_confirmation(fixture: &Fixture) -> Outcome<()> {
    let (terrarium, page, _data) = shared_image(fixture).await?;
    let workspace = terrarium.workspace();
    let body = StartBuild { target: BuildTarget::Version(first_version("forecast")), rebuild: true, lock: None };
    let build: Build = workspace.post(path::BUILDS, &body).await?;
    let _: Build = workspace.post(&path::cancel(build.id), &json!({})).await?;
    let build = workspace.wait_for_build(build.id).await?;
    assert_eq!(build.state, BuildState::Cancelled);
    let builds = async || workspace.get::<api::BuildList>(path::BUILDS).await.map(|list| list.items.len());
    let before = builds().await?;
    page.visit(&format!("{}/builds/{}", terrarium.url(), build.id)).await?;
    page.press("Retry").await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.wait_for_text("Two versions share this image", Timeout::Server).await?;
    assert_eq!(builds().await?, before, "a build started without confirmation");
    page.press("Cancel").await?;
    close(page).await
}

/// Tying a version in the dialog leaves the dialog open, confirms the change and offers to undo it.
pub async fn a_version_is_tied_in_the_rebuild_dialog(fixture: &Fixture) -> Outcome<()> {
    let (terrarium, page, _data) = shared_image(fixture).await?;
    page.visit(&format!("{}/environments/forecast/versions/1", terrarium.url())).await?;
    page.find("button", "Rebuild").await?;
    page.press_keys(&["mod+k", "rebu"]).await?;
    page.find("option", "Rebuild").await?;
    page.press_keys(&["Enter"]).await?;
    page.press("Tie forecast 1 to the current image").await?;
    page.wait_for_text("Tied forecast 1: it keeps this image, whatever is rebuilt", Timeout::Server).await?;
    page.wait_for_text("tied, keeps its image", Timeout::Server).await?;
    page.find("dialog", "Rebuild this image?").await?;
    page.press("Undo").await?;
    page.wait_for_text("Untied forecast 1: it uses the current image of its hash", Timeout::Server).await?;
    page.find("button", "Tie forecast 1 to the current image").await?;
    page.press_keys(&["Escape"]).await?;
    close(page).await
}

/// A separate server with two versions that share a seeded image, and a page. The data folder is dropped last.
async fn shared_image(fixture: &Fixture) -> Outcome<(Terrarium, Page, tempfile::TempDir)> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let registered = terrarium.workspace().register("forecast", CONDA, false).await?;
    terrarium.workspace().register("backtest", CONDA, false).await?;
    seed::insert_images(&terrarium, std::iter::once(Definition::from_json(&registered.version.definition)?)).await?;
    Ok((terrarium, fixture.page().await?, data))
}

/// The older image is in the history, and one click makes it the current one again.
pub async fn an_older_image_is_restored_with_one_click(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    let hash = built_with_two_images(fixture).await?;
    let history = path::image_history(hash);
    let before: api::ImageHistory = fixture.workspace().get(&history).await?;
    let current: Vec<bool> = before.items.iter().map(|past| past.current).collect();
    assert_eq!(current, [true, false], "the older image is not in the history");
    page.visit(&fixture.at(&format!("/images/{hash}"))).await?;
    page.click("tab", "History 2").await?;
    page.press("Restore").await?;
    page.wait_for_text("is current again", Timeout::Server).await?;
    let after: api::ImageHistory = fixture.workspace().get(&history).await?;
    assert!(after.items[1].current && !after.items[0].current, "{after:?}");
    let image: api::Image = fixture.workspace().get(&path::image(hash)).await?;
    assert_eq!(image.manifest, before.items[1].manifest);
    close(page).await
}

/// Builds an environment twice whose Docker steps have another result each time, and returns its hash.
async fn built_with_two_images(fixture: &Fixture) -> Outcome<Digest> {
    let steps = "FROM localhost/terrarium/base:debian12-python3.11\nRUN head -c 16 /dev/urandom > /random\n";
    let definition = json!({ "docker": { "baseDockerfile": steps }, "python": { "userManagedDependencies": true } });
    built(fixture, &definition, false).await?;
    Ok(built(fixture, &definition, true).await?.digests.image)
}

async fn built(fixture: &Fixture, definition: &Value, rebuild: bool) -> Outcome<Build> {
    let body = StartBuild { target: BuildTarget::Definition(definition.clone()), rebuild, lock: None };
    let build: Build = fixture.workspace().post(path::BUILDS, &body).await?;
    fixture.workspace().wait_for_image(build.id).await
}
