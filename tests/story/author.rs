//! A file becomes a draft, and every keystroke updates hash and verdict.

use crate::fixture::{Fixture, close, hash, verdict};
use harness::{Outcome, Page, Timeout, wait_for};

/// No story builds these packages.
const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - six==1.14.0\n      - idna\n";

/// A file dropped on the page is recognised; hash and verdict are shown before anything is submitted. Each typed letter changes
/// the hash, and undoing the change restores it.
pub async fn hash_and_verdict_follow_every_keystroke(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    page.visit(&fixture.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    page.wait_for_text("environment.yml was imported as a conda environment file", Timeout::Page).await?;
    page.find("textbox", "Version of six").await?;
    verdict(&page, "New image").await?;
    let imported = definition::import(CONDA.as_bytes(), None)?;
    let workspace: api::Workspace = fixture.workspace().get(api::path::WORKSPACE).await?;
    let filled = definition::Definition { base_image: Some(workspace.default_base_image), ..imported.definition };
    let digests = definition::canonical(&filled)?.digests();
    assert_eq!(hash(&page).await?, digests.image.to_string(), "the browser and the server compute the same hash");
    every_letter_changes_the_hash(&page).await?;
    close(page).await
}

async fn every_letter_changes_the_hash(page: &Page) -> Outcome<()> {
    let mut seen = vec![hash(page).await?];
    for key in ["=", "=", "3", ".", "7"] {
        page.type_into("Version of idna", key).await?;
        let before = seen.clone();
        let hash = wait_for(&format!("a new hash after {key}"), Timeout::Page, || async {
            let hash = hash(page).await?;
            Ok((!before.contains(&hash)).then_some(hash))
        })
        .await?;
        seen.push(hash);
    }
    verdict(page, "New image").await?;
    page.fill("Version of idna", "").await?;
    wait_for("the original hash", Timeout::Page, || async { Ok((hash(page).await? == seen[0]).then_some(())) }).await
}
