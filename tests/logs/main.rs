//! The log of a build of 100,000 lines in a browser.

mod cut;
mod long;

use api::Build;
use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};
use serde_json::{Value, json};

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

/// Where it plays.
struct Stage {
    terrarium: Terrarium,
    workspace: Workspace,
    page: Page,
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_are_read() {
    // Errors tell what a page showed, over many lines.
    if let Err(error) = read().await {
        panic!("{error}");
    }
}

async fn read() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    let stage = Stage { workspace: terrarium.workspace(), terrarium, page };

    let build = long::a_build_that_says_much(&stage).await?;
    long::its_failing_step_is_open_and_its_cause_leads_to_the_line(&stage, build).await?;
    long::every_line_is_searched(&stage, build).await?;
    long::an_address_names_a_line_and_a_range(&stage, build).await?;
    long::only_what_is_in_sight_is_in_the_page(&stage, build).await?;
    long::the_whole_log_is_copied(&stage, build).await?;
    cut::no_line_is_lost_or_doubled_when_the_network_is_cut(&stage).await?;

    stage.page.close().await?;
    assert!(stage.terrarium.stop()?, "the server ends in order");
    Ok(())
}

impl Stage {
    /// Opens the page of a build, at a part of it.
    async fn open(&self, build: i64, part: &str) -> Outcome<()> {
        self.open_at(self.terrarium.url(), build, part).await
    }

    /// As [`Self::open`], by another way to the server.
    async fn open_at(&self, url: &str, build: i64, part: &str) -> Outcome<()> {
        self.page.visit(&format!("{url}/builds/{build}{part}")).await?;
        self.page.script("navigator.clipboard.writeText = async text => { window.copied = text }").await.map(drop)
    }

    /// The log, as the button copies it.
    async fn copied(&self) -> Outcome<String> {
        self.page.script("delete window.copied").await?;
        self.page.press("Copy the log").await?;
        until("the copied log", Patience::Page, || async {
            Ok(self.page.script("return window.copied ?? null").await?.as_str().map(str::to_owned))
        })
        .await
    }

    /// Waits until a script says yes; a long log may still be coming.
    async fn holds(&self, what: &str, script: &str) -> Outcome<()> {
        let held =
            until(what, Patience::Server, || async { Ok((self.page.script(script).await? == true).then_some(())) })
                .await;
        match held {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\nthere was {}", self.page.script(STATE).await?).into()),
        }
    }

    /// Starts a build of Docker steps alone.
    async fn run(&self, command: &str) -> Outcome<Build> {
        self.workspace.build(steps(command)).await
    }
}

fn steps(command: &str) -> Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\nRUN {command}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}
