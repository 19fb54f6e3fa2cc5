//! What the stories share: a workspace with content on every screen, and the browser.

use crate::history;
use harness::{Browser, Outcome, Page, Terrarium, Viewport};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The shared workspace.
pub struct Fixture {
    terrarium: Terrarium,
    /// Whether the workspace was filled, or why not.
    filled: OnceCell<Result<(), String>>,
    _data: TempDir,
}

/// A page of a workspace.
pub struct Visitor<'a> {
    pub terrarium: &'a Terrarium,
    pub page: Page,
}

impl Fixture {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        Ok(Self { terrarium: Terrarium::start(data.path())?, filled: OnceCell::new(), _data: data })
    }

    pub fn end(self) -> Outcome<()> {
        if self.terrarium.stop()? { Ok(()) } else { Err("the server did not shut down cleanly".into()) }
    }

    /// A page of the workspace with content. The first story that needs it fills the workspace; if that fails, all stories fail
    /// at once with its cause.
    pub async fn visitor(&self) -> Outcome<Visitor<'_>> {
        let fill = || async { history::fill(self.terrarium.workspace()).await.map_err(|error| error.to_string()) };
        self.filled.get_or_init(fill).await.clone()?;
        Visitor::of(&self.terrarium).await
    }
}

impl<'a> Visitor<'a> {
    /// A page in a fresh profile.
    pub async fn of(terrarium: &'a Terrarium) -> Outcome<Self> {
        Ok(Self { terrarium, page: Browser::start()?.open(Viewport::Desktop).await? })
    }

    /// Opens a path of the console.
    pub async fn go(&self, path: &str) -> Outcome<()> {
        // Discards the draft of the page before. Without a page there is no storage.
        self.page.script("try { localStorage.clear() } catch {}").await?;
        self.page.visit(&format!("{}{path}", self.terrarium.url())).await
    }
}
