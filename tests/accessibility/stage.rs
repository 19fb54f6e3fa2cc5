//! What the stories share: a workspace with a history, and the browser.

use crate::history;
use harness::{Browser, Look, Outcome, Page, Terrarium};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The shared workspace.
pub struct Stage {
    terrarium: Terrarium,
    filled: OnceCell<()>,
    _data: TempDir,
}

/// A page in front of a workspace.
pub struct Visitor<'a> {
    pub terrarium: &'a Terrarium,
    pub page: Page,
}

impl Stage {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        Ok(Self { terrarium: Terrarium::start(data.path())?, filled: OnceCell::new(), _data: data })
    }

    pub fn end(self) -> Outcome<()> {
        if self.terrarium.stop()? { Ok(()) } else { Err("the server does not end in order".into()) }
    }

    /// A page in front of the workspace, which has a history: the first story that asks for it makes it.
    pub async fn visitor(&self) -> Outcome<Visitor<'_>> {
        self.filled.get_or_try_init(|| history::fill(self.terrarium.workspace())).await?;
        Visitor::of(&self.terrarium).await
    }
}

impl<'a> Visitor<'a> {
    /// A page in a profile of its own.
    pub async fn of(terrarium: &'a Terrarium) -> Outcome<Self> {
        Ok(Self { terrarium, page: Browser::start()?.open(Look::Desk).await? })
    }

    /// Goes to a path of the console.
    pub async fn go(&self, path: &str) -> Outcome<()> {
        // No draft of the page before; there is no storage before the first page.
        self.page.script("try { localStorage.clear() } catch {}").await?;
        self.page.visit(&format!("{}{path}", self.terrarium.url())).await
    }
}
