//! Links that a colleague opens in a browser of their own.

use crate::stage::{CONDA, Stage, close, hash, verdict};
use harness::{Outcome, Patience, until};

/// The address of a version shows the version, in a browser that has never been here.
pub async fn the_link_of_a_version_works_elsewhere(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    stage.workspace().register("sharing", CONDA, false).await?;
    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.find("heading", "training").await?;
    let link = page.address().await?;

    let elsewhere = stage.page().await?;
    elsewhere.visit(&link).await?;
    elsewhere.find("heading", "training").await?;
    elsewhere.reads("six", Patience::Page).await?;
    elsewhere.reads("1.16.0", Patience::Page).await?;
    elsewhere.reads("sharing", Patience::Page).await?;
    close(elsewhere).await?;
    close(page).await
}

/// A draft goes whole into its link; the server never sees it, and the other side goes on with it.
pub async fn the_link_of_a_draft_holds_the_draft(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    page.visit(&stage.at("/environments/training/edit?from=1")).await?;
    page.fill("Version of idna", "==3.10").await?;
    verdict(&page, "New image").await?;
    let shared = hash(&page).await?;
    page.script("navigator.clipboard.writeText = async text => { window.copied = text }").await?;
    page.press("Link to draft").await?;
    let link = until("the copied link", Patience::Page, || async {
        Ok(page.script("return window.copied ?? null").await?.as_str().map(str::to_owned))
    })
    .await?;
    assert!(link.starts_with(&stage.at("/draft#")), "{link}");

    let elsewhere = stage.page().await?;
    elsewhere.visit(&link).await?;
    elsewhere.find("heading", "Shared draft: training").await?;
    verdict(&elsewhere, "New image").await?;
    elsewhere.press("Continue editing").await?;
    elsewhere.find("textbox", "Version of idna").await?;
    assert_eq!(hash(&elsewhere).await?, shared);
    close(elsewhere).await?;
    page.press("Discard draft").await?;
    close(page).await
}
