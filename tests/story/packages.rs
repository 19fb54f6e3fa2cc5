//! Package indexes: the versions behind unpinned names, the drift of an image, and completion.

use crate::{
    fixture::{Fixture, close, hash, verdict},
    index::Index,
};
use harness::{Outcome, Terrarium, Timeout, wait_for};
use std::time::Duration;

/// One click pins the versions in the image, which changes the hash, as announced, and one click undoes it.
pub async fn unpinned_packages_are_pinned_as_built_and_unpinned(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    page.visit(&fixture.at("/environments/training/edit?from=1")).await?;
    verdict(&page, "Reuses the image of training").await?;
    let unpinned = hash(&page).await?;
    page.find("heading", "Versions in that image").await?;
    page.wait_for_text("Checked against the index", Timeout::Indexes).await?;
    page.wait_for_text("in the image", Timeout::Page).await?;

    page.press("Pin all to these versions").await?;
    page.wait_for_text("pinned as in training 1, which changes the hash", Timeout::Page).await?;
    verdict(&page, "New image").await?;
    let pinned = hash(&page).await?;
    assert_ne!(pinned, unpinned);
    let image: api::Image = fixture.workspace().get(&api::path::image(unpinned.parse()?)).await?;
    let idna = image.lock.iter().find(|package| package.name == "idna").ok_or("no idna in the image")?;
    let field = page.find("textbox", "Version of idna").await?;
    assert_eq!(field.prop("value").await?, Some(format!("=={}", idna.version)));

    page.press("Undo").await?;
    wait_for("the original hash", Timeout::Page, || async { Ok((hash(&page).await? == unpinned).then_some(())) })
        .await?;
    verdict(&page, "Reuses the image of training").await?;
    close(page).await
}

/// The page of a version shows which packages a build today would change.
pub async fn a_version_shows_its_drift(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    page.visit(&fixture.at("/environments/training/versions/1")).await?;
    page.click("tab", "As built").await?;
    page.find("columnheader", "Today").await?;
    page.wait_for_text("rift: ", Timeout::Indexes).await?;
    close(page).await
}

/// A name and a version are completed from the configured index, with the keyboard alone. While no option is selected, Enter
/// belongs to the field.
pub async fn names_and_versions_are_completed(fixture: &Fixture) -> Outcome<()> {
    let index =
        Index::start(&[("model-tools", &["1.0", "1.1"]), ("model", &["0.9", "0.10", "1.0rc1"]), ("modest", &["3.0"])])?;
    let data = tempfile::tempdir()?;
    let terrarium =
        Terrarium::start_with_variables(data.path(), &[("PIP_INDEX_URL", &index), ("UV_DEFAULT_INDEX", &index)])?;
    let page = fixture.page().await?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.press("Start from scratch").await?;
    page.fill("Add a package", "iniconfig==2.0.0").await?;
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of iniconfig").await?;

    // The names are downloaded in the background after the first search.
    wait_for("the names of the index", Timeout::Server, || async {
        page.fill("Add a package", "").await?;
        page.type_into("Add a package", "model-").await?;
        // The list opens with a delay after the last letter.
        for _ in 0..25 {
            if page.has("option", "model-tools").await? {
                return Ok(Some(()));
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        Ok(None)
    })
    .await?;
    let down = "\u{e015}";
    page.type_into("Add a package", &format!("{down}\u{e007}")).await?;
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of model-tools").await?;

    page.type_into("Version of model-tools", down).await?;
    page.find("option", "1.1").await?;
    page.type_into("Version of model-tools", &format!("{down}\u{e007}")).await?;
    let field = page.find("textbox", "Version of model-tools").await?;
    assert_eq!(field.prop("value").await?.as_deref(), Some("==1.1"));

    page.fill("Add a package", "modes").await?;
    page.type_into("Add a package", "t").await?;
    page.type_into("Add a package", "\u{e00c}").await?;
    assert!(!page.has("option", "modest").await?, "Escape did not close the list");
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of modest").await?;
    page.close().await?;
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}
