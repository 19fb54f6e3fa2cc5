//! Where the focus goes and what is announced, when one page follows another.

use crate::stage::{Stage, Visitor};
use harness::{Outcome, Patience, until};

/// The first page leaves the focus alone; after that the heading has it, and its words are the title.
pub async fn the_focus_and_the_title_follow_the_page(stage: &Stage) -> Outcome<()> {
    let visitor = stage.visitor().await?;
    visitor.go("/").await?;
    arrives(&visitor, "", "Environments").await?;
    let page = &visitor.page;
    page.click("link", "training").await?;
    arrives(&visitor, "h1 training", "training").await?;
    page.click("link", "Builds").await?;
    arrives(&visitor, "h1 Builds", "Builds").await?;
    // Before the list is there, the nearest link to this name is another.
    page.reads("Failed", Patience::Server).await?;
    page.click("link", "2").await?;
    arrives(&visitor, "h1 Build 2", "Failed \u{b7} Build 2").await?;
    page.client().back().await?;
    arrives(&visitor, "h1 Builds", "Builds").await
}

/// While the code of a page is fetched, its title and its heading are there already; when it comes, the focus stays.
pub async fn a_page_on_its_way_has_its_title_and_its_heading(stage: &Stage) -> Outcome<()> {
    let visitor = stage.visitor().await?;
    visitor.go("/").await?;
    let page = &visitor.page;
    page.find("link", "Builds").await?;
    page.hold_back("/code/").await?;
    page.click("link", "Builds").await?;
    arrives(&visitor, "h1 Builds", "Builds").await?;
    assert!(!page.has("table", "").await?, "the page itself is not there yet");
    page.let_through().await?;
    page.find("table", "").await?;
    arrives(&visitor, "h1 Builds", "Builds").await
}

/// Escape closes a dialog, and the focus is back where it was.
pub async fn a_dialog_gives_the_focus_back(stage: &Stage) -> Outcome<()> {
    let visitor = stage.visitor().await?;
    visitor.go("/environments/training/versions/1").await?;
    let page = &visitor.page;
    page.find("button", "Python").await?;
    page.tab_to("button Python").await?;
    let opener = page.focused().await?;
    page.keys(&["Enter"]).await?;
    page.find("dialog", "Python").await?;
    page.keys(&["Escape"]).await?;
    until("the focus to be back", Patience::Page, || async { Ok((page.focused().await? == opener).then_some(())) })
        .await
}

/// What the palette finds is gone to with Enter; without a choice, Escape leaves the focus where it was.
pub async fn the_palette_goes_where_its_words_say(stage: &Stage) -> Outcome<()> {
    let visitor = stage.visitor().await?;
    visitor.go("/").await?;
    let page = &visitor.page;
    page.find("link", "training").await?;
    page.tab_to("a training").await?;
    page.keys(&["mod+k"]).await?;
    page.find("dialog", "Search or run a command").await?;
    page.keys(&["Escape"]).await?;
    until("the focus to be back", Patience::Page, || async {
        Ok((page.focused().await? == "a training").then_some(()))
    })
    .await?;
    page.keys(&["mod+k", "build 2"]).await?;
    page.find("option", "2").await?;
    page.keys(&["Enter"]).await?;
    arrives(&visitor, "h1 Build 2", "Failed \u{b7} Build 2").await
}

/// Waits until this has the focus and the title begins with these words.
async fn arrives(visitor: &Visitor<'_>, focused: &str, title: &str) -> Outcome<()> {
    let page = &visitor.page;
    let wanted = (focused.to_owned(), format!("{title} \u{b7} Terrarium"));
    let mut there = Default::default();
    let arrived = until(&format!("{wanted:?}"), Patience::Page, || async {
        Ok(((page.focused().await?, page.title().await?) == wanted).then_some(()))
    })
    .await;
    if arrived.is_err() {
        there = (page.focused().await?, page.title().await?);
    }
    arrived.map_err(|error| format!("{error}\nthere was {there:?}").into())
}
