//! Without the registry nobody knows whether an image is there: the verdict says so, and nothing breaks.

use crate::{CONDA, Stage};
use harness::{Outcome, Patience};

/// Silent: unknown, never a hit. Answering again: a hit, without anybody doing anything.
pub async fn a_silent_registry_makes_the_verdict_unknown_until_it_is_back(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.terrarium.signal_registry("STOP")?;
    page.visit(&stage.at("/new")).await?;
    page.reads("Registry not reachable", Patience::Page).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    stage.verdict(page, "Unknown").await?;
    page.find("textbox", "Version of six").await?;
    stage.terrarium.signal_registry("CONT")?;
    stage.verdict(page, "Reuses the image of").await
}

/// Killed: the server starts it again, with the images that it had.
pub async fn a_killed_registry_comes_back(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.terrarium.signal_registry("KILL")?;
    page.fill("Version of six", "==1.15.0").await?;
    stage.verdict(page, "New image").await?;
    page.fill("Version of six", "==1.16.0").await?;
    stage.verdict(page, "Reuses the image of").await
}
