//! Nothing needs a mouse.

use crate::{
    history::NEXT,
    stage::{Stage, Visitor},
};
use harness::{Outcome, Patience, until};

/// From a new environment to its row in the list and out of it again, by keys alone.
pub async fn an_environment_is_registered_and_archived_without_a_mouse(stage: &Stage) -> Outcome<()> {
    let visitor = stage.visitor().await?;
    an_environment_is_registered(&visitor).await?;
    the_focus_stays_where_something_goes(&visitor).await
}

/// From the list to a new environment with a package, registered and on its way to an image, by keys alone.
async fn an_environment_is_registered(visitor: &Visitor<'_>) -> Outcome<()> {
    let page = &visitor.page;
    visitor.go("/").await?;
    page.reads("training", Patience::Page).await?;
    page.keys(&["n"]).await?;
    page.find("button", "Start from scratch").await?;
    page.tab_to("Start from scratch").await?;
    page.keys(&["Enter"]).await?;
    page.find("textbox", "Name").await?;
    page.tab_to("input Name").await?;
    page.keys(&["by-hand", "Tab"]).await?;
    page.reads("New environment, version 1", Patience::Page).await?;
    page.tab_to("input Add a package").await?;
    page.keys(&["six==1.15.0", "Enter"]).await?;
    page.find("textbox", "Version of six").await?;
    page.reads("Python, 1 package", Patience::Server).await?;
    // While the verdict on the last letter is not there, the button says so and does nothing.
    until("the page of the build", Patience::Server, || async {
        page.keys(&["mod+Enter"]).await?;
        Ok(page.has("heading", &format!("Build {NEXT}")).await?.then_some(()))
    })
    .await?;

    page.keys(&["?"]).await?;
    page.find("dialog", "Keyboard shortcuts").await?;
    page.keys(&["Escape", "g", "b"]).await?;
    page.find("heading", "Builds").await?;
    page.find("link", &NEXT.to_string()).await?;
    page.tab_to(&format!("a {NEXT}")).await?;
    page.keys(&["Enter"]).await?;
    page.find("heading", &format!("Build {NEXT}")).await?;
    page.find("button", "Cancel").await?;
    page.keys(&["x"]).await?;
    page.reads("Cancelled", Patience::Server).await?;
    page.keys(&["g", "e"]).await?;
    page.reads("by-hand", Patience::Page).await
}

/// Archiving takes the row away, and taking that back takes the message away: the focus goes to what is there then.
async fn the_focus_stays_where_something_goes(visitor: &Visitor<'_>) -> Outcome<()> {
    let page = &visitor.page;
    visitor.go("/").await?;
    page.reads("by-hand", Patience::Page).await?;
    page.tab_to("button Archive by-hand").await?;
    page.keys(&["Enter"]).await?;
    page.reads("Archived by-hand", Patience::Server).await?;
    until("the focus in the list", Patience::Page, || async {
        Ok(page.focused().await?.starts_with("a ").then_some(()))
    })
    .await?;
    page.tab_to("button Undo").await?;
    page.keys(&["Enter"]).await?;
    page.reads("by-hand is listed again", Patience::Server).await?;
    until("the focus on the page", Patience::Page, || async { Ok((!page.focused().await?.is_empty()).then_some(())) })
        .await
}
