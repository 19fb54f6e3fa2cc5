//! Finding and doing by a few letters.

use crate::stage::Stage;
use harness::{Outcome, Patience};

/// The palette finds, and does what the page can, before and after its code is there.
pub async fn a_few_letters_find_and_do((): &()) -> Outcome<()> {
    let stage = Stage::with_versions().await?;
    what_is_typed_before_the_palette_is_there_is_searched_for(&stage).await?;
    the_palette_finds_a_version_by_keyboard_alone(&stage).await?;
    the_palette_does_what_the_page_can(&stage).await?;
    stage.end().await
}

/// Letters that come before the code of the palette are neither lost nor taken for shortcuts: `n` opens no editor.
async fn what_is_typed_before_the_palette_is_there_is_searched_for(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/").await?;
    page.find("link", "training").await?;
    page.hold_back("/code/").await?;
    page.keys(&["mod+k", "n", "training 2"]).await?;
    page.find("dialog", "Search or run a command").await?;
    assert!(!page.has("listbox", "Results").await?, "what finds is not there yet");
    assert!(!page.address().await?.ends_with("/new"), "a shortcut took a letter");
    page.keys(&["Home", "Delete"]).await?;
    page.let_through().await?;
    page.find("option", "training 2").await?;
    page.keys(&["Escape"]).await
}

/// `mod+k`, a few letters, Enter.
async fn the_palette_finds_a_version_by_keyboard_alone(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/").await?;
    page.find("link", "training").await?;
    page.keys(&["mod+k"]).await?;
    page.find("combobox", "Search for a place or a command").await?;
    page.keys(&["training 2"]).await?;
    page.find("option", "training 2").await?;
    page.keys(&["Enter"]).await?;
    stage.arrives_at("/environments/training/versions/2").await?;
    page.find("heading", "training 2").await?;
    page.reads("+ idna since version 1", Patience::Page).await
}

/// The actions of the page are in the palette, those without keys, too.
async fn the_palette_does_what_the_page_can(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.press("Search or run a command").await?;
    page.find("combobox", "Search for a place or a command").await?;
    page.keys(&["export"]).await?;
    page.find("option", "Export").await?;
    page.keys(&["Enter"]).await?;
    page.find("dialog", "Export as conda YAML").await?;
    page.reads("six==1.16.0", Patience::Page).await?;
    page.press("Dockerfile").await?;
    page.reads("cannot be written as a Dockerfile", Patience::Page).await?;
    page.keys(&["Escape"]).await?;
    page.keys(&["g", "a"]).await?;
    stage.arrives_at("/activity").await
}
