//! A file becomes a draft, and every keystroke shows what would happen.

use crate::stage::{Stage, close, hash, verdict};
use harness::{Outcome, Page, Patience, until};

/// No story builds these packages.
const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - six==1.14.0\n      - idna\n";

/// Dropped on the page, the file is recognised; hash and verdict are there before anything is submitted. Each letter makes
/// another hash, and taking it back makes the old one.
pub async fn hash_and_verdict_follow_every_keystroke(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    page.visit(&stage.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    page.reads("environment.yml was imported as a conda environment file", Patience::Page).await?;
    page.find("textbox", "Version of six").await?;
    verdict(&page, "New image").await?;
    let imported = definition::import(CONDA.as_bytes(), None)?;
    let workspace: api::Workspace = stage.workspace().get(api::path::WORKSPACE).await?;
    let filled = definition::Definition { base_image: Some(workspace.default_base_image), ..imported.definition };
    let digests = definition::canonical(&filled)?.digests();
    assert_eq!(hash(&page).await?, digests.image.to_string(), "the browser computes what the server computes");
    every_letter_makes_another_hash(&page).await?;
    close(page).await
}

async fn every_letter_makes_another_hash(page: &Page) -> Outcome<()> {
    let mut seen = vec![hash(page).await?];
    for key in ["=", "=", "3", ".", "7"] {
        page.type_into("Version of idna", key).await?;
        let before = seen.clone();
        let hash = until(&format!("another hash after {key}"), Patience::Page, || async {
            let hash = hash(page).await?;
            Ok((!before.contains(&hash)).then_some(hash))
        })
        .await?;
        seen.push(hash);
    }
    verdict(page, "New image").await?;
    page.fill("Version of idna", "").await?;
    until("the hash of the beginning", Patience::Page, || async { Ok((hash(page).await? == seen[0]).then_some(())) })
        .await
}
