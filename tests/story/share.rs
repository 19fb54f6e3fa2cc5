//! Links that a colleague opens in another browser.

use crate::fixture::{CONDA, Fixture, close, hash, verdict};
use harness::{Outcome, Timeout, wait_for};

/// The address of a version shows it in a fresh browser.
pub async fn the_link_of_a_version_works_in_another_browser(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    fixture.workspace().register("sharing", CONDA, false).await?;
    page.visit(&fixture.at("/environments/training/versions/1")).await?;
    page.find("heading", "training").await?;
    let link = page.address().await?;

    let elsewhere = fixture.page().await?;
    elsewhere.visit(&link).await?;
    elsewhere.find("heading", "training").await?;
    elsewhere.wait_for_text("six", Timeout::Page).await?;
    elsewhere.wait_for_text("1.16.0", Timeout::Page).await?;
    elsewhere.wait_for_text("sharing", Timeout::Page).await?;
    close(elsewhere).await?;
    close(page).await
}

/// The link of a draft contains the whole draft; the server never sees it, and the recipient can edit it.
pub async fn the_link_of_a_draft_contains_the_draft(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    page.visit(&fixture.at("/environments/training/edit?from=1")).await?;
    page.fill("Version of idna", "==3.10").await?;
    verdict(&page, "New image").await?;
    let shared = hash(&page).await?;
    page.script("navigator.clipboard.writeText = async text => { window.copied = text }").await?;
    page.press("Link to draft").await?;
    let link = wait_for("the copied link", Timeout::Page, || async {
        Ok(page.script("return window.copied ?? null").await?.as_str().map(str::to_owned))
    })
    .await?;
    assert!(link.starts_with(&fixture.at("/draft#")), "{link}");

    let elsewhere = fixture.page().await?;
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
