//! Use by keyboard.

use crate::{
    fixture::{Fixture, Visitor},
    history::NEXT,
};
use harness::{Outcome, Timeout, wait_for};

/// An environment is created, and archived from the list, with the keyboard alone.
pub async fn an_environment_is_registered_and_archived_by_keyboard(fixture: &Fixture) -> Outcome<()> {
    let visitor = fixture.visitor().await?;
    an_environment_is_registered(&visitor).await?;
    the_focus_stays_near_a_removed_row(&visitor).await
}

/// From the list to a new environment with a package, and to its build, with the keyboard alone.
async fn an_environment_is_registered(visitor: &Visitor<'_>) -> Outcome<()> {
    let page = &visitor.page;
    visitor.go("/").await?;
    page.wait_for_text("training", Timeout::Page).await?;
    page.press_keys(&["n"]).await?;
    page.find("button", "Start from scratch").await?;
    page.tab_to("Start from scratch").await?;
    page.press_keys(&["Enter"]).await?;
    page.find("textbox", "Name").await?;
    page.tab_to("input Name").await?;
    page.press_keys(&["by-hand", "Tab"]).await?;
    page.wait_for_text("New environment, version 1", Timeout::Page).await?;
    page.tab_to("input Add a package").await?;
    page.press_keys(&["six==1.15.0", "Enter"]).await?;
    page.find("textbox", "Version of six").await?;
    page.wait_for_text("Python, 1 package", Timeout::Server).await?;
    // The button is disabled until the verdict on the last letter arrives.
    wait_for("the page of the build", Timeout::Server, || async {
        page.press_keys(&["mod+Enter"]).await?;
        Ok(page.has("heading", &format!("Build {NEXT}")).await?.then_some(()))
    })
    .await?;

    page.press_keys(&["?"]).await?;
    page.find("dialog", "Keyboard shortcuts").await?;
    page.press_keys(&["Escape", "g", "b"]).await?;
    page.find("heading", "Builds").await?;
    page.find("link", &NEXT.to_string()).await?;
    page.tab_to(&format!("a {NEXT}")).await?;
    page.press_keys(&["Enter"]).await?;
    page.find("heading", &format!("Build {NEXT}")).await?;
    page.find("button", "Cancel").await?;
    page.press_keys(&["x"]).await?;
    page.wait_for_text("Cancelled", Timeout::Server).await?;
    page.press_keys(&["g", "e"]).await?;
    page.wait_for_text("by-hand", Timeout::Page).await
}

/// Archiving removes the row, and undo removes the message: the focus moves to what remains.
async fn the_focus_stays_near_a_removed_row(visitor: &Visitor<'_>) -> Outcome<()> {
    let page = &visitor.page;
    visitor.go("/").await?;
    page.wait_for_text("by-hand", Timeout::Page).await?;
    page.tab_to("button Archive by-hand").await?;
    page.press_keys(&["Enter"]).await?;
    page.wait_for_text("Archived by-hand", Timeout::Server).await?;
    wait_for("the focus in the list", Timeout::Page, || async {
        Ok(page.focused().await?.starts_with("a ").then_some(()))
    })
    .await?;
    page.tab_to("button Undo").await?;
    page.press_keys(&["Enter"]).await?;
    page.wait_for_text("by-hand is listed again", Timeout::Server).await?;
    wait_for("the focus on the page", Timeout::Page, || async { Ok((!page.focused().await?.is_empty()).then_some(())) })
        .await
}
