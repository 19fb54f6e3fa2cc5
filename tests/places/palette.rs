//! The command palette.

use crate::fixture::Fixture;
use harness::{Outcome, Timeout};

/// The palette finds places and runs the actions of the page, before and after its code is loaded.
pub async fn the_palette_finds_and_acts((): &()) -> Outcome<()> {
    let fixture = Fixture::with_versions().await?;
    letters_typed_before_the_palette_is_loaded_are_searched(&fixture).await?;
    a_version_is_opened_by_keyboard(&fixture).await?;
    the_actions_of_the_page_are_in_the_palette(&fixture).await?;
    fixture.end().await
}

/// Letters typed before the code of the palette is loaded are neither lost nor treated as shortcuts: `n` opens no editor.
async fn letters_typed_before_the_palette_is_loaded_are_searched(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    fixture.go("/").await?;
    page.find("link", "training").await?;
    page.hold_requests("/code/").await?;
    page.press_keys(&["mod+k", "n", "training 2"]).await?;
    page.find("dialog", "Search or run a command").await?;
    assert!(!page.has("listbox", "Results").await?, "the palette was loaded too early for this test");
    assert!(!page.address().await?.ends_with("/new"), "a letter was treated as a shortcut");
    page.press_keys(&["Home", "Delete"]).await?;
    page.release_requests().await?;
    page.find("option", "training 2").await?;
    page.press_keys(&["Escape"]).await
}

/// `mod+k`, a few letters, Enter.
async fn a_version_is_opened_by_keyboard(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    fixture.go("/").await?;
    page.find("link", "training").await?;
    page.press_keys(&["mod+k"]).await?;
    page.find("combobox", "Search for a place or a command").await?;
    page.press_keys(&["training 2"]).await?;
    page.find("option", "training 2").await?;
    page.press_keys(&["Enter"]).await?;
    fixture.arrives_at("/environments/training/versions/2").await?;
    page.find("heading", "training 2").await?;
    page.wait_for_text("+ idna since version 1", Timeout::Page).await
}

/// All actions of the page are in the palette, also those without a shortcut.
async fn the_actions_of_the_page_are_in_the_palette(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    page.press("Search or run a command").await?;
    page.find("combobox", "Search for a place or a command").await?;
    page.press_keys(&["export"]).await?;
    page.find("option", "Export").await?;
    page.press_keys(&["Enter"]).await?;
    page.find("dialog", "Export as conda YAML").await?;
    page.wait_for_text("six==1.16.0", Timeout::Page).await?;
    page.press("Dockerfile").await?;
    page.wait_for_text("cannot be written as a Dockerfile", Timeout::Page).await?;
    page.press_keys(&["Escape"]).await?;
    page.press_keys(&["g", "a"]).await?;
    fixture.arrives_at("/activity").await
}
