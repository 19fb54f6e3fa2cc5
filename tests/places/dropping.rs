//! Dropped files.

use crate::fixture::{CONDA, Fixture};
use harness::{Outcome, Timeout};

/// The list of environments accepts a file as the editor does.
pub async fn a_file_dropped_on_the_list_opens_the_editor((): &()) -> Outcome<()> {
    let fixture = Fixture::start().await?;
    let page = &fixture.page;
    fixture.go("/").await?;
    page.wait_for_text("Nothing registered yet", Timeout::Page).await?;
    page.drop_file("heading", "Environments", "environment.yml", CONDA).await?;
    fixture.arrives_at("/new").await?;
    page.wait_for_text("environment.yml was imported as a conda environment file", Timeout::Page).await?;
    page.find("textbox", "Version of six").await?;
    page.press("Discard draft").await?;
    fixture.end().await
}
