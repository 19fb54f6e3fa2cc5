//! A server and a page. These stories build nothing, so each starts its own.

use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport, Workspace, wait_for};
use tempfile::TempDir;

pub const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip:\n      - six==1.16.0\n";

/// The server and the page of a story.
pub struct Fixture {
    pub terrarium: Terrarium,
    pub workspace: Workspace,
    pub page: Page,
    _data: TempDir,
}

impl Fixture {
    /// An empty workspace.
    pub async fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        let page = Browser::start()?.open(Viewport::Desktop).await?;
        Ok(Self { workspace: terrarium.workspace(), terrarium, page, _data: data })
    }

    /// A workspace with two versions of `training` and one of `scoring`.
    pub async fn with_versions() -> Outcome<Self> {
        let fixture = Self::start().await?;
        fixture.workspace.register("training", CONDA, false).await?;
        fixture.workspace.register("training", &format!("{CONDA}      - idna\n"), false).await?;
        fixture.workspace.register("scoring", CONDA, false).await?;
        Ok(fixture)
    }

    /// Closes the page, after checking that no script failed and the content security policy blocked nothing.
    pub async fn end(self) -> Outcome<()> {
        let errors = self.page.console_errors().await?;
        assert!(errors.is_empty(), "{errors:?}");
        self.page.close().await?;
        assert!(self.terrarium.stop()?, "the server shuts down cleanly");
        Ok(())
    }

    pub async fn go(&self, path: &str) -> Outcome<()> {
        self.page.visit(&format!("{}{path}", self.terrarium.url())).await
    }

    pub async fn arrives_at(&self, path: &str) -> Outcome<()> {
        wait_for(&format!("the page {path}"), Timeout::Page, || async {
            Ok(self.page.address().await?.ends_with(path).then_some(()))
        })
        .await
    }
}
