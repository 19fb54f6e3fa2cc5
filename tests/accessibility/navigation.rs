//! The focus and the title when the page changes.

use crate::fixture::{Fixture, Visitor};
use harness::{Outcome, Timeout, wait_for};

/// The first page does not move the focus; later pages move it to their heading, which is also the title.
pub async fn the_focus_and_the_title_follow_the_page(fixture: &Fixture) -> Outcome<()> {
    let visitor = fixture.visitor().await?;
    visitor.go("/").await?;
    wait_for_page(&visitor, "", "Environments").await?;
    let page = &visitor.page;
    page.click("link", "training").await?;
    wait_for_page(&visitor, "h1 training", "training").await?;
    page.click("link", "Builds").await?;
    wait_for_page(&visitor, "h1 Builds", "Builds").await?;
    // Before the list is loaded, another link contains this name.
    page.wait_for_text("Failed", Timeout::Server).await?;
    page.click("link", "2").await?;
    wait_for_page(&visitor, "h1 Build 2", "Failed \u{b7} Build 2").await?;
    page.client().back().await?;
    wait_for_page(&visitor, "h1 Builds", "Builds").await
}

/// While the code of a page is loading, its title and its heading are there already; when it has loaded, the focus stays.
pub async fn a_page_has_its_title_and_heading_while_it_loads(fixture: &Fixture) -> Outcome<()> {
    let visitor = fixture.visitor().await?;
    visitor.go("/").await?;
    let page = &visitor.page;
    page.find("link", "Builds").await?;
    page.hold_requests("/code/").await?;
    page.click("link", "Builds").await?;
    wait_for_page(&visitor, "h1 Builds", "Builds").await?;
    assert!(!page.has("table", "").await?, "the page was loaded too early for this test");
    page.release_requests().await?;
    page.find("table", "").await?;
    wait_for_page(&visitor, "h1 Builds", "Builds").await
}

/// Escape closes a dialog, and the focus returns to where it was.
pub async fn closing_a_dialog_restores_the_focus(fixture: &Fixture) -> Outcome<()> {
    let visitor = fixture.visitor().await?;
    visitor.go("/environments/training/versions/1").await?;
    let page = &visitor.page;
    page.find("button", "Python").await?;
    page.tab_to("button Python").await?;
    let opener = page.focused().await?;
    page.press_keys(&["Enter"]).await?;
    page.find("dialog", "Python").await?;
    page.press_keys(&["Escape"]).await?;
    wait_for("the focus to return", Timeout::Page, || async { Ok((page.focused().await? == opener).then_some(())) })
        .await
}

/// Enter opens what the palette found; Escape returns the focus to where it was.
pub async fn the_palette_moves_and_restores_the_focus(fixture: &Fixture) -> Outcome<()> {
    let visitor = fixture.visitor().await?;
    visitor.go("/").await?;
    let page = &visitor.page;
    page.find("link", "training").await?;
    page.tab_to("a training").await?;
    page.press_keys(&["mod+k"]).await?;
    page.find("dialog", "Search or run a command").await?;
    page.press_keys(&["Escape"]).await?;
    wait_for("the focus to return", Timeout::Page, || async {
        Ok((page.focused().await? == "a training").then_some(()))
    })
    .await?;
    page.press_keys(&["mod+k", "build 2"]).await?;
    page.find("option", "2").await?;
    page.press_keys(&["Enter"]).await?;
    wait_for_page(&visitor, "h1 Build 2", "Failed \u{b7} Build 2").await
}

/// Waits until this element has the focus and the title begins with this text.
async fn wait_for_page(visitor: &Visitor<'_>, focused: &str, title: &str) -> Outcome<()> {
    let page = &visitor.page;
    let expected = (focused.to_owned(), format!("{title} \u{b7} Terrarium"));
    let mut found = (String::new(), String::new());
    let arrived = wait_for(&format!("focus and title {expected:?}"), Timeout::Page, async || {
        found = (page.focused().await?, page.title().await?);
        Ok((found == expected).then_some(()))
    })
    .await;
    arrived.map_err(|error| format!("{error}\nfocus and title were {found:?}").into())
}
