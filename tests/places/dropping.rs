//! Files that are dropped.

use crate::stage::{CONDA, Stage};
use harness::{Outcome, Patience};

/// The list takes a file as the editor does.
pub async fn a_file_dropped_on_the_list_opens_the_editor((): &()) -> Outcome<()> {
    let stage = Stage::start().await?;
    let page = &stage.page;
    stage.go("/").await?;
    page.reads("Nothing registered yet", Patience::Page).await?;
    page.drop_file("heading", "Environments", "environment.yml", CONDA).await?;
    stage.arrives_at("/new").await?;
    page.reads("environment.yml was imported as a conda environment file", Patience::Page).await?;
    page.find("textbox", "Version of six").await?;
    page.press("Discard draft").await?;
    stage.end().await
}
