//! A server and a page in front of it. These stories build nothing, so each has its own.

use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};
use tempfile::TempDir;

pub const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip:\n      - six==1.16.0\n";

/// Where a story takes place.
pub struct Stage {
    pub terrarium: Terrarium,
    pub workspace: Workspace,
    pub page: Page,
    _data: TempDir,
}

impl Stage {
    /// A workspace without anything in it.
    pub async fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        let page = Browser::start()?.open(Look::Desk).await?;
        Ok(Self { workspace: terrarium.workspace(), terrarium, page, _data: data })
    }

    /// A workspace with two versions of `training` and one of `scoring`.
    pub async fn with_versions() -> Outcome<Self> {
        let stage = Self::start().await?;
        stage.workspace.register("training", CONDA, false).await?;
        stage.workspace.register("training", &format!("{CONDA}      - idna\n"), false).await?;
        stage.workspace.register("scoring", CONDA, false).await?;
        Ok(stage)
    }

    /// Closes the page, on which no script failed and nothing was blocked by the content security policy.
    pub async fn end(self) -> Outcome<()> {
        let complaints = self.page.complaints().await?;
        assert!(complaints.is_empty(), "{complaints:?}");
        self.page.close().await?;
        assert!(self.terrarium.stop()?, "the server ends in order");
        Ok(())
    }

    pub async fn go(&self, path: &str) -> Outcome<()> {
        self.page.visit(&format!("{}{path}", self.terrarium.url())).await
    }

    pub async fn arrives_at(&self, path: &str) -> Outcome<()> {
        until(&format!("the page {path}"), Patience::Page, || async {
            Ok(self.page.address().await?.ends_with(path).then_some(()))
        })
        .await
    }
}
