//! What the stories share: a workspace with an environment that has an image, and the browser.

use api::{BuildList, VersionReference, path};
use definition::Digest;
use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport, Workspace, wait_for};
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
pub struct Fixture {
    pub terrarium: Terrarium,
    browser: Browser,
    /// Whether `training` was built, or why not.
    training: OnceCell<Result<(), String>>,
    _data: TempDir,
}

impl Fixture {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        Ok(Self { terrarium, browser: Browser::start()?, training: OnceCell::new(), _data: data })
    }

    pub fn end(self) -> Outcome<()> {
        if self.terrarium.stop()? { Ok(()) } else { Err("the server did not shut down cleanly".into()) }
    }

    pub fn workspace(&self) -> Workspace {
        self.terrarium.workspace()
    }

    /// The URL of a path of the console.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.terrarium.url())
    }

    /// A page in a fresh profile.
    pub async fn page(&self) -> Outcome<Page> {
        self.browser.open(Viewport::Desktop).await
    }

    /// A page, once the environment `training` has its image. The first story that needs it builds it; if that fails, all
    /// stories that need it fail at once with its cause.
    pub async fn page_with_training(&self) -> Outcome<Page> {
        let build = || async { self.built("training", CONDA).await.map(drop).map_err(|error| error.to_string()) };
        let result = self.training.get_or_init(build).await;
        result.clone().map_err(|error| format!("the environment that stories share was not built: {error}"))?;
        self.page().await
    }

    /// Registers and builds a conda file and returns the hash of its image.
    pub async fn built(&self, name: &str, conda: &str) -> Outcome<Digest> {
        let workspace = self.workspace();
        let registered = workspace.register(name, conda, true).await?;
        let build = workspace.wait_for_image(registered.build.ok_or("no build was started")?.id).await?;
        Ok(build.digests.image)
    }

    /// The number of builds of this hash.
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

/// Waits until the verdict contains this text.
pub async fn verdict(page: &Page, text: &str) -> Outcome<()> {
    let found = wait_for(&format!("the verdict \u{201c}{text}\u{201d}"), Timeout::Server, || async {
        // While the draft changes, the panel may be replaced between the two calls.
        let panel = page.find("region", "Verdict").await?.text().await.unwrap_or_default();
        Ok(panel.contains(text).then_some(()))
    })
    .await;
    match found {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error}\ntext of the page:\n{}", page.text().await?).into()),
    }
}

/// Closes a page, after checking that no script failed and the content security policy blocked nothing.
pub async fn close(page: Page) -> Outcome<()> {
    let errors = page.console_errors().await?;
    page.close().await?;
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n").into()) }
}

/// Waits for the page of a build or run and returns its number: 7 for `/builds/7` in the folder `builds`.
pub async fn number_in_address(page: &Page, folder: &str) -> Outcome<i64> {
    wait_for(&format!("an address in /{folder}/"), Timeout::Page, || async {
        let address = page.address().await?;
        Ok(address.rsplit_once(&format!("/{folder}/")).and_then(|(_, number)| number.parse().ok()))
    })
    .await
}

/// The first version of an environment.
pub fn first_version(name: &str) -> VersionReference {
    VersionReference { environment: name.into(), version: "1".into() }
}
