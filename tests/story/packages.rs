//! What the indexes hold: the versions behind open names, how far an image has drifted, and completion.

use crate::{
    index::Index,
    stage::{Stage, close, hash, verdict},
};
use harness::{Outcome, Patience, Terrarium, until};
use std::time::Duration;

/// One click pins what the image holds: another hash, which is said, and one click undoes it.
pub async fn open_names_are_pinned_as_built_and_back(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    page.visit(&stage.at("/environments/training/edit?from=1")).await?;
    verdict(&page, "Reuses the image of training").await?;
    let open = hash(&page).await?;
    page.find("heading", "Versions in that image").await?;
    page.reads("Checked against the index", Patience::Build).await?;
    page.reads("in the image", Patience::Page).await?;

    page.press("Pin all to these versions").await?;
    page.reads("pinned as in training 1, which changes the hash", Patience::Page).await?;
    verdict(&page, "New image").await?;
    let pinned = hash(&page).await?;
    assert_ne!(pinned, open);
    let image: api::Image = stage.workspace().get(&api::path::image(open.parse()?)).await?;
    let idna = image.lock.iter().find(|package| package.name == "idna").ok_or("no idna in the image")?;
    let field = page.find("textbox", "Version of idna").await?;
    assert_eq!(field.prop("value").await?, Some(format!("=={}", idna.version)));

    page.press("Undo").await?;
    until("the hash of before", Patience::Page, || async { Ok((hash(&page).await? == open).then_some(())) }).await?;
    verdict(&page, "Reuses the image of training").await?;
    close(page).await
}

/// The page of a version tells what would move; nothing that the definition pins does.
pub async fn a_version_says_how_far_it_has_drifted(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.click("tab", "As built").await?;
    page.find("columnheader", "Today").await?;
    page.reads("rift: ", Patience::Build).await?;
    close(page).await
}

/// A name and a version are completed from the configured index, by keys alone; Enter stays the field's while nothing
/// is chosen.
pub async fn names_and_versions_complete_themselves(stage: &Stage) -> Outcome<()> {
    let index =
        Index::start(&[("model-tools", &["1.0", "1.1"]), ("model", &["0.9", "0.10", "1.0rc1"]), ("modest", &["3.0"])])?;
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start_with(data.path(), &[("PIP_INDEX_URL", &index), ("UV_DEFAULT_INDEX", &index)])?;
    let page = stage.page().await?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.press("Start from scratch").await?;
    page.fill("Add a package", "iniconfig==2.0.0").await?;
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of iniconfig").await?;

    // The names come in the background after the first search.
    until("the names of the index", Patience::Server, || async {
        page.fill("Add a package", "").await?;
        page.type_into("Add a package", "model-").await?;
        // The list opens a moment after the last letter.
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
    assert!(!page.has("option", "modest").await?, "Escape closes the list and leaves the field");
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of modest").await?;
    page.close().await?;
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}
