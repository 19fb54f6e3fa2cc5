//! What needs no build is said before it is submitted; what does, with the reason.

use crate::stage::{Stage, close, verdict};
use harness::{Outcome, Patience, until};

/// The same packages, written another way, for another name.
const OTHER_SPELLING: &str = "\
name: scoring
dependencies:
  - pip:
      -   IDNA
      - Six == 1.16.0   # pinned
  - PIP
  - Python = 3.11
";

/// Other order, case, blanks and name: the verdict is a hit, and registering builds nothing.
pub async fn another_order_case_and_name_reuse_the_image(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    page.visit(&stage.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", OTHER_SPELLING).await?;
    verdict(&page, "Reuses the image of training").await?;
    page.fill("Name", "scoring").await?;
    page.reads("New environment, version 1", Patience::Page).await?;
    page.press("Register (reuses image)").await?;
    page.find("heading", "scoring").await?;
    let version: api::Version = stage.workspace().get(&api::path::version("scoring", "1")).await?;
    let first: api::Version = stage.workspace().get(&api::path::version("training", "1")).await?;
    assert_eq!(version.digests, first.digests);
    assert_eq!(version.image, api::ImageState::Cached);
    assert_eq!(stage.builds_of(first.digests.image).await?, 1, "nothing is built again");
    close(page).await
}

/// One package more: a miss that names it, and step 1 is there already.
pub async fn one_more_package_is_named_as_the_reason(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    page.visit(&stage.at("/environments/training/edit?from=1")).await?;
    verdict(&page, "Reuses the image of training").await?;
    page.fill("Add a package", "iniconfig==2.0.0").await?;
    page.type_into("Add a package", "\u{e007}").await?;
    verdict(&page, "New image").await?;
    verdict(&page, "reused").await?;
    page.find("heading", "Why").await?;
    page.reads("iniconfig", Patience::Page).await?;
    page.reads("4 packages", Patience::Page).await?;
    page.press("Discard draft").await?;
    close(page).await
}

/// Another version misses; what would make it a hit again is offered, made with one click and undone with one, with the
/// focus where the next key belongs.
pub async fn a_miss_has_a_cheapest_way_to_a_hit(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    page.visit(&stage.at("/environments/training/edit?from=1")).await?;
    verdict(&page, "Reuses the image of training").await?;
    page.fill("Version of six", "==1.17.0").await?;
    verdict(&page, "New image").await?;
    page.find("region", "Reuse an existing image instead").await?;
    page.reads("Pin six==1.16.0", Patience::Page).await?;
    page.press("Apply").await?;
    verdict(&page, "Reuses the image of training").await?;
    page.reads("Changed: pinned six==1.16.0", Patience::Page).await?;
    until("the focus on the way back", Patience::Page, || async {
        Ok((page.script("return document.activeElement.textContent").await? == "Undo").then_some(()))
    })
    .await?;
    page.press("Undo").await?;
    verdict(&page, "New image").await?;
    page.reads("Pin six==1.16.0", Patience::Page).await?;
    page.press("Discard draft").await?;
    close(page).await
}
