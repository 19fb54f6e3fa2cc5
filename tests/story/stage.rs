//! What the stories share: a workspace with one environment whose image was built, and the browser.

use api::{BuildList, BuildState, VersionReference, path};
use definition::Digest;
use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The conda file of the environment `training`. Stories that need an image of their own use other packages.
pub const CONDA: &str = "\
name: training
dependencies:
  - python=3.11
  - pip
  - pip:
      - six==1.16.0
      - idna
";

/// The shared workspace.
pub struct Stage {
    pub terrarium: Terrarium,
    browser: Browser,
    training: OnceCell<()>,
    _data: TempDir,
}

impl Stage {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        Ok(Self { terrarium, browser: Browser::start()?, training: OnceCell::new(), _data: data })
    }

    pub fn end(self) -> Outcome<()> {
        if self.terrarium.stop()? { Ok(()) } else { Err("the server does not end in order".into()) }
    }

    pub fn workspace(&self) -> Workspace {
        self.terrarium.workspace()
    }

    /// The address of a path of the console.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.terrarium.url())
    }

    /// A page in a profile of its own.
    pub async fn page(&self) -> Outcome<Page> {
        self.browser.open(Look::Desk).await
    }

    /// A page once the environment `training` has its image, which the first story that asks for it builds.
    pub async fn page_with_training(&self) -> Outcome<Page> {
        self.training
            .get_or_try_init(|| async { self.built("training", CONDA).await.map(drop) })
            .await
            .map_err(|error| format!("the environment of all stories was not built: {error}"))?;
        self.page().await
    }

    /// Registers a conda file and builds it to its end; the hash of its image.
    pub async fn built(&self, name: &str, conda: &str) -> Outcome<Digest> {
        let workspace = self.workspace();
        let registered = workspace.register(name, conda, true).await?;
        let build = workspace.ended(registered.build.ok_or("no build began")?.id).await?;
        if build.state == BuildState::Succeeded { Ok(build.digests.image) } else { Err(format!("{build:?}").into()) }
    }

    /// How many builds of this hash there have been.
    pub async fn builds_of(&self, hash: Digest) -> Outcome<usize> {
        let list: BuildList = self.workspace().get(&format!("{}?limit=200", path::BUILDS)).await?;
        Ok(list.items.iter().filter(|build| build.digests.image == hash).count())
    }
}

/// The hash that the editor shows.
pub async fn hash(page: &Page) -> Outcome<String> {
    let panel = page.find("region", "Hash").await?.text().await?;
    let hash = panel.split_whitespace().find(|word| word.len() == 64).ok_or("no hash is shown")?;
    Ok(hash.to_owned())
}

/// Waits until the verdict has these words.
pub async fn verdict(page: &Page, words: &str) -> Outcome<()> {
    let read = until(&format!("the verdict \u{201c}{words}\u{201d}"), Patience::Server, || async {
        // Whoever changes a draft may catch the panel between two verdicts.
        let panel = page.find("region", "Verdict").await?.text().await.unwrap_or_default();
        Ok(panel.contains(words).then_some(()))
    })
    .await;
    match read {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error}\nthere was:\n{}", page.text().await?).into()),
    }
}

/// Closes a page on which no script failed and nothing was blocked by the content security policy.
pub async fn close(page: Page) -> Outcome<()> {
    let complaints = page.complaints().await?;
    page.close().await?;
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// The number at the end of the address, as in `/builds/7`.
pub async fn number_in_address(page: &Page) -> Outcome<i64> {
    let address = page.address().await?;
    let (_, number) = address.rsplit_once('/').ok_or("an address has a path")?;
    number.parse().map_err(|_| format!("{address} has no number").into())
}

/// The first version of an environment.
pub fn first_version(name: &str) -> VersionReference {
    VersionReference { environment: name.into(), version: "1".into() }
}
