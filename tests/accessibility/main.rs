//! Every screen and dialog, examined by axe in light and dark, wide and narrow; what is done without a mouse; where the
//! focus goes, and what a screen reader is told.

mod audit;
mod history;
mod keyboard;
mod navigation;
mod screens;

use harness::{Browser, Look, Outcome, Page, Terrarium, Workspace};

/// Where it plays.
struct Stage {
    terrarium: Terrarium,
    workspace: Workspace,
    page: Page,
}

impl Stage {
    /// Goes to a path of the console.
    async fn go(&self, path: &str) -> Outcome<()> {
        // No draft of the page before; there is no storage before the first page.
        self.page.script("try { localStorage.clear() } catch {}").await?;
        self.page.visit(&format!("{}{path}", self.terrarium.url())).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_can_use_it() {
    // Errors tell what a page showed, over many lines.
    if let Err(error) = examine().await {
        panic!("{error}");
    }
}

async fn examine() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    let stage = Stage { workspace: terrarium.workspace(), terrarium, page };

    audit::nothing_is_in_the_way_of(&stage, screens::FIRST).await?;
    history::fill(&stage.workspace).await?;
    navigation::the_focus_and_the_title_follow_the_page(&stage).await?;
    navigation::a_page_on_its_way_has_its_title_and_its_heading(&stage).await?;
    navigation::a_dialog_gives_the_focus_back(&stage).await?;
    navigation::the_palette_goes_where_its_words_say(&stage).await?;
    keyboard::an_environment_is_registered_without_a_mouse(&stage).await?;
    keyboard::the_focus_stays_where_something_goes(&stage).await?;
    audit::nothing_is_in_the_way_of(&stage, screens::ALL).await?;

    stage.page.close().await?;
    assert!(stage.terrarium.stop()?, "the server ends in order");
    Ok(())
}
