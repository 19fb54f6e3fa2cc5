//! Commands that run in an environment.

use crate::fixture::{Fixture, close, first_version};
use api::{Run, RunCommand, RunState, RunTarget, StartRun};
use harness::{Outcome, Timeout};
use std::collections::BTreeMap;

/// The pages of runs show the submission, the live log and the exit code, and can repeat and cancel a run.
pub async fn a_run_is_followed_repeated_and_cancelled(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page_with_training().await?;
    let run =
        submit(fixture, "python -c 'import six; print(\"six\", six.__version__)'; echo $GREETING; exit 3").await?;
    page.visit(&fixture.at("/runs")).await?;
    page.click("link", &format!("Run {}: Greeting", run.id)).await?;
    page.find("heading", &format!("Run {}", run.id)).await?;
    let ended = fixture.workspace().wait_for_run(run.id).await?;
    assert_eq!((ended.state, ended.exit_code), (RunState::Failed, Some(3)));
    page.wait_for_text("six 1.16.0", Timeout::Page).await?;
    page.wait_for_text("exit code 3", Timeout::Page).await?;
    page.wait_for_text("The command failed", Timeout::Page).await?;
    assert_eq!(fixture.workspace().text(&api::path::run_log(run.id)).await?, "six 1.16.0\nhello\n");

    page.press("Run again").await?;
    page.find("heading", &format!("Run {}", run.id + 1)).await?;
    fixture.workspace().wait_for_run(run.id + 1).await?;
    page.wait_for_text("The command failed", Timeout::Page).await?;

    let long = submit(fixture, "echo started; exec sleep 3600").await?;
    page.visit(&fixture.at(&format!("/runs/{}", long.id))).await?;
    fixture.workspace().run_job(long.id).wait_for_text(&page, "started").await?;
    page.press("Cancel").await?;
    page.wait_for_text("Cancelled", Timeout::Server).await?;
    assert_eq!(fixture.workspace().wait_for_run(long.id).await?.state, RunState::Cancelled);

    page.visit(&fixture.at("/environments/training/versions/1")).await?;
    page.click("link", "All runs of this version").await?;
    page.find("link", &format!("Run {}: Greeting", long.id)).await?;
    assert!(page.address().await?.ends_with("/runs?environment=training&version=1"));
    close(page).await
}

async fn submit(fixture: &Fixture, line: &str) -> Outcome<Run> {
    let body = StartRun {
        target: RunTarget::Version(first_version("training")),
        command: RunCommand::Shell(line.into()),
        variables: BTreeMap::from([("GREETING".into(), "hello".into())]),
        code: None,
        name: None,
        display_name: "Greeting".into(),
        experiment: String::new(),
        tags: BTreeMap::new(),
    };
    fixture.workspace().post(api::path::RUNS, &body).await
}
