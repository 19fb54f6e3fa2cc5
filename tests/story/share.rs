//! Links that a colleague opens in a browser of their own.

use crate::Stage;
use harness::{Look, Outcome, Patience, until};

/// The address of a version shows the version, in a browser that has never been here.
pub async fn the_link_of_a_version_works_elsewhere(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.find("heading", "training").await?;
    let link = page.address().await?;

    let elsewhere = stage.browser.open(Look::Desk).await?;
    elsewhere.visit(&link).await?;
    elsewhere.find("heading", "training").await?;
    elsewhere.reads("six", Patience::Page).await?;
    elsewhere.reads("1.16.0", Patience::Page).await?;
    elsewhere.reads("scoring", Patience::Page).await?;
    stage.nothing_was_complained_about(&elsewhere).await?;
    elsewhere.close().await
}

/// A draft goes whole into its link; the server never sees it, and the other side goes on with it.
pub async fn the_link_of_a_draft_holds_the_draft(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.visit(&stage.at("/environments/training/edit?from=1")).await?;
    page.fill("Version of idna", "==3.10").await?;
    stage.verdict(page, "New image").await?;
    let hash = stage.hash(page).await?;
    page.script("navigator.clipboard.writeText = async text => { window.copied = text }").await?;
    page.press("Link to draft").await?;
    let link = until("the copied link", Patience::Page, || async {
        Ok(page.script("return window.copied ?? null").await?.as_str().map(str::to_owned))
    })
    .await?;
    assert!(link.starts_with(&stage.at("/draft#")), "{link}");

    let elsewhere = stage.browser.open(Look::Desk).await?;
    elsewhere.visit(&link).await?;
    elsewhere.find("heading", "Shared draft: training").await?;
    stage.verdict(&elsewhere, "New image").await?;
    elsewhere.press("Continue editing").await?;
    elsewhere.find("textbox", "Version of idna").await?;
    assert_eq!(stage.hash(&elsewhere).await?, hash);
    stage.nothing_was_complained_about(&elsewhere).await?;
    elsewhere.close().await?;
    page.press("Discard draft").await
}
