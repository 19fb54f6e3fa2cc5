//! What the stories share: a workspace with a build that wrote a long log, and the browser.

use api::{Build, BuildState};
use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport, Workspace, wait_for};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

pub const LINES: usize = 100_000;

/// The state of the log on the page, for messages.
const STATE: &str = "
    const log = document.querySelector('[role=log]');
    const ids = lines => [...lines].map(line => line.id);
    const lines = ids(log.querySelectorAll('li'));
    return {
        hash: location.hash, scrolled: log.scrollTop, height: log.clientHeight, whole: log.scrollHeight,
        first: lines[0], last: lines.at(-1), marked: ids(log.querySelectorAll('.marked')),
        heads: [...log.querySelectorAll('h3')].map(head => head.innerText),
    };";

/// The shared workspace.
pub struct Fixture {
    pub terrarium: Terrarium,
    browser: Browser,
    /// The build with the long log, or why there is none.
    long: OnceCell<Result<i64, String>>,
    _data: TempDir,
}

/// The page of a build.
pub struct LogPage(pub Page);

impl Fixture {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        Ok(Self { terrarium, browser: Browser::start()?, long: OnceCell::new(), _data: data })
    }

    pub fn end(self) -> Outcome<()> {
        if self.terrarium.stop()? { Ok(()) } else { Err("the server did not shut down cleanly".into()) }
    }

    pub fn workspace(&self) -> Workspace {
        self.terrarium.workspace()
    }

    /// Opens the page of the build with the long log, with this fragment. The first story that needs it runs the build; if
    /// that fails, all stories fail at once with its cause.
    pub async fn open_long(&self, fragment: &str) -> Outcome<LogPage> {
        let build =
            self.long.get_or_init(|| async { self.write_long().await.map_err(|error| error.to_string()) }).await;
        self.open_at(self.terrarium.url(), build.clone()?, fragment).await
    }

    /// Opens the page of a build on the server at this URL.
    pub async fn open_at(&self, url: &str, build: i64, fragment: &str) -> Outcome<LogPage> {
        let page = self.browser.open(Viewport::Desktop).await?;
        page.visit(&format!("{url}/builds/{build}{fragment}")).await?;
        page.script("navigator.clipboard.writeText = async text => { window.copied = text }").await?;
        Ok(LogPage(page))
    }

    /// Runs a build that fails after many lines, with an error that has an explanation. The engine forwards standard error apart from
    /// standard output, so the error may arrive a little later.
    async fn write_long(&self) -> Outcome<i64> {
        let command = format!("seq -f 'line %.0f of a long log' 1 {LINES} && sleep 1 && make");
        let build = self.workspace().wait_for_build(self.run(&command).await?.id).await?;
        let lines = usize::try_from(build.log_lines)?;
        if build.state != BuildState::Failed || lines < LINES {
            return Err(
                format!("the build wrote {lines} lines and ended as {:?}: {:?}", build.state, build.cause).into()
            );
        }
        Ok(build.id)
    }

    /// Starts a build that consists of one Docker step.
    pub async fn run(&self, command: &str) -> Outcome<Build> {
        self.workspace().build(steps(command)).await
    }
}

impl LogPage {
    /// The log, as the copy button copies it.
    pub async fn copied(&self) -> Outcome<String> {
        self.0.script("delete window.copied").await?;
        self.0.press("Copy the log").await?;
        wait_for("the copied log", Timeout::Page, || async {
            Ok(self.0.script("return window.copied ?? null").await?.as_str().map(str::to_owned))
        })
        .await
    }

    /// Waits until a script returns true; a long log may still be loading.
    pub async fn holds(&self, what: &str, script: &str) -> Outcome<()> {
        let held =
            wait_for(what, Timeout::Server, || async { Ok((self.0.script(script).await? == true).then_some(())) })
                .await;
        match held {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\nstate of the log: {}", self.0.script(STATE).await?).into()),
        }
    }
}

fn steps(command: &str) -> Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\nRUN {command}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}
