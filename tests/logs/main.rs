//! The log of a build of 100,000 lines in a browser.

mod long;

use api::Build;
use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};
use serde_json::{Value, json};

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

    stage.page.close().await?;
    assert!(stage.terrarium.stop()?, "the server ends in order");
    Ok(())
}

impl Stage {
    /// Opens the page of a build, at a part of it.
    async fn open(&self, build: i64, part: &str) -> Outcome<()> {
        self.page.visit(&format!("{}/builds/{build}{part}", self.terrarium.url())).await?;
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
        until(what, Patience::Server, || async { Ok((self.page.script(script).await? == true).then_some(())) }).await
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
