//! Whether an image will be reused is shown before anything is submitted, and otherwise the reason.

use crate::fixture::{Fixture, close, verdict};
use harness::{Outcome, Timeout, wait_for};

/// The same packages in another spelling, under another name.
const OTHER_SPELLING: &str = "\
name: scoring
dependencies:
  - pip:
      -   IDNA
      - Six == 1.16.0   # pinned
  - PIP
  - Python = 3.11
";

/// Another order, case, spacing and name: the verdict is a hit, and registering builds nothing.
pub async fn another_order_case_and_name_reuse_the_image(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    page.visit(&fixture.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", OTHER_SPELLING).await?;
    verdict(&page, "Reuses the image of training").await?;
    page.fill("Name", "scoring").await?;
    page.wait_for_text("New environment, version 1", Timeout::Page).await?;
    page.press("Register (reuses image)").await?;
    page.find("heading", "scoring").await?;
    let version: api::Version = fixture.workspace().get(&api::path::version("scoring", "1")).await?;
    let first: api::Version = fixture.workspace().get(&api::path::version("training", "1")).await?;
    assert_eq!(version.digests, first.digests);
    assert_eq!(version.image, api::ImageState::Cached);
    assert_eq!(fixture.builds_of(first.digests.image).await?, 1, "an image was built again");
    close(page).await
}

/// An added package is a miss that names it, and step 1 is reused.
pub async fn an_added_package_is_given_as_the_reason(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    page.visit(&fixture.at("/environments/training/edit?from=1")).await?;
    verdict(&page, "Reuses the image of training").await?;
    page.fill("Add a package", "iniconfig==2.0.0").await?;
    page.type_into("Add a package", "\u{e007}").await?;
    verdict(&page, "New image").await?;
    verdict(&page, "reused").await?;
    page.find("heading", "Why").await?;
    page.wait_for_text("iniconfig", Timeout::Page).await?;
    page.wait_for_text("4 identical packages", Timeout::Page).await?;
    page.press("Discard draft").await?;
    close(page).await
}

/// Another version of a package is a miss; the change that makes it a hit is applied with one click and undone with one, and
/// the focus follows.
pub async fn the_cheapest_change_turns_a_miss_into_a_hit(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    page.visit(&fixture.at("/environments/training/edit?from=1")).await?;
    verdict(&page, "Reuses the image of training").await?;
    page.fill("Version of six", "==1.17.0").await?;
    verdict(&page, "New image").await?;
    page.find("region", "Reuse an existing image instead").await?;
    page.wait_for_text("Pin six==1.16.0", Timeout::Page).await?;
    page.press("Apply").await?;
    verdict(&page, "Reuses the image of training").await?;
    page.wait_for_text("Changed: pinned six==1.16.0", Timeout::Page).await?;
    wait_for("the focus on Undo", Timeout::Page, || async {
        Ok((page.script("return document.activeElement.textContent").await? == "Undo").then_some(()))
    })
    .await?;
    page.press("Undo").await?;
    verdict(&page, "New image").await?;
    page.wait_for_text("Pin six==1.16.0", Timeout::Page).await?;
    page.press("Discard draft").await?;
    close(page).await
}
