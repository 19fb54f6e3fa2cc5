//! What the stories share: a workspace with a build that wrote much, and the browser.

use api::{Build, BuildState};
use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

pub const LINES: usize = 100_000;

/// What a log shows, for messages.
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
pub struct Stage {
    pub terrarium: Terrarium,
    browser: Browser,
    long: OnceCell<i64>,
    _data: TempDir,
}

/// The page of a build.
pub struct LogPage(pub Page);

impl Stage {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        Ok(Self { terrarium, browser: Browser::start()?, long: OnceCell::new(), _data: data })
    }

    pub fn end(self) -> Outcome<()> {
        if self.terrarium.stop()? { Ok(()) } else { Err("the server does not end in order".into()) }
    }

    pub fn workspace(&self) -> Workspace {
        self.terrarium.workspace()
    }

    /// Opens the page of the build with the long log, at a part of it. The first story that asks for it runs the build.
    pub async fn open_long(&self, part: &str) -> Outcome<LogPage> {
        let build = self.long.get_or_try_init(|| self.write_long()).await?;
        self.open_at(self.terrarium.url(), *build, part).await
    }

    /// Opens the page of a build by this way to the server.
    pub async fn open_at(&self, url: &str, build: i64, part: &str) -> Outcome<LogPage> {
        let page = self.browser.open(Look::Desk).await?;
        page.visit(&format!("{url}/builds/{build}{part}")).await?;
        page.script("navigator.clipboard.writeText = async text => { window.copied = text }").await?;
        Ok(LogPage(page))
    }

    /// Fails after that many lines, with words that a rule knows. The engine hands on errors by another way than the rest,
    /// so they come a little later.
    async fn write_long(&self) -> Outcome<i64> {
        let command = format!("seq -f 'line %.0f of a long log' 1 {LINES} && sleep 1 && make");
        let build = self.workspace().ended(self.run(&command).await?.id).await?;
        assert_eq!(build.state, BuildState::Failed);
        Ok(build.id)
    }

    /// Starts a build of Docker steps alone.
    pub async fn run(&self, command: &str) -> Outcome<Build> {
        self.workspace().build(steps(command)).await
    }
}

impl LogPage {
    /// The log, as the button copies it.
    pub async fn copied(&self) -> Outcome<String> {
        self.0.script("delete window.copied").await?;
        self.0.press("Copy the log").await?;
        until("the copied log", Patience::Page, || async {
            Ok(self.0.script("return window.copied ?? null").await?.as_str().map(str::to_owned))
        })
        .await
    }

    /// Waits until a script says yes; a long log may still be coming.
    pub async fn holds(&self, what: &str, script: &str) -> Outcome<()> {
        let held =
            until(what, Patience::Server, || async { Ok((self.0.script(script).await? == true).then_some(())) }).await;
        match held {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\nthere was {}", self.0.script(STATE).await?).into()),
        }
    }
}

fn steps(command: &str) -> Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\nRUN {command}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}
