//! A file becomes a draft, and every keystroke shows what would happen.

use crate::{CONDA, Stage};
use harness::{Outcome, Patience, until};

/// Dropped on the page, the file is recognised; hash and verdict are there before anything is submitted.
pub async fn a_dropped_file_becomes_a_draft_with_hash_and_verdict(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.visit(&stage.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    page.reads("environment.yml was read as a conda environment file", Patience::Page).await?;
    page.find("textbox", "Version of six").await?;
    stage.verdict(page, "New image").await?;
    let imported = definition::import(CONDA.as_bytes(), None)?;
    let workspace: api::Workspace = stage.workspace.get(api::path::WORKSPACE).await?;
    let filled = definition::Definition { base_image: Some(workspace.default_base_image), ..imported.definition };
    let digests = definition::canonical(&filled)?.digests();
    assert_eq!(stage.hash(page).await?, digests.image.to_string(), "the browser computes what the server computes");
    Ok(())
}

/// Each letter makes another hash, and taking it back makes the old one.
pub async fn the_hash_changes_with_every_keystroke(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let mut seen = vec![stage.hash(page).await?];
    for key in ["=", "=", "3", ".", "7"] {
        page.type_into("Version of idna", key).await?;
        let before = seen.clone();
        let hash = until(&format!("another hash after {key}"), Patience::Page, || async {
            let hash = stage.hash(page).await?;
            Ok((!before.contains(&hash)).then_some(hash))
        })
        .await?;
        seen.push(hash);
    }
    stage.verdict(page, "New image").await?;
    page.fill("Version of idna", "").await?;
    until("the hash of the beginning", Patience::Page, || async {
        Ok((stage.hash(page).await? == seen[0]).then_some(()))
    })
    .await
}
