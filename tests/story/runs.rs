//! A command runs in the environment, in the image that was built for it.

use crate::stage::{Stage, close, first_version};
use api::{Run, RunCommand, RunState, RunTarget, StartRun};
use harness::{Outcome, Patience, until};
use std::collections::BTreeMap;

/// The pages of runs show what was submitted, the log as it grows, and the exit code; a run is run again and stopped there.
pub async fn a_run_is_watched_run_again_and_stopped(stage: &Stage) -> Outcome<()> {
    let page = stage.page_with_training().await?;
    let run = submit(stage, "python -c 'import six; print(\"six\", six.__version__)'; echo $GREETING; exit 3").await?;
    page.visit(&stage.at("/runs")).await?;
    page.click("link", &format!("Run {}: Greeting", run.id)).await?;
    page.find("heading", &format!("Run {}", run.id)).await?;
    page.reads("six 1.16.0", Patience::Build).await?;
    page.reads("exit code 3", Patience::Server).await?;
    page.reads("The command failed", Patience::Page).await?;
    let ended = ended(stage, run.id).await?;
    assert_eq!((ended.state, ended.exit_code), (RunState::Failed, Some(3)));
    assert_eq!(stage.workspace().text(&api::path::run_log(run.id)).await?, "six 1.16.0\nhello\n");

    page.press("Run again").await?;
    page.find("heading", &format!("Run {}", run.id + 1)).await?;
    page.reads("The command failed", Patience::Build).await?;

    let long = submit(stage, "echo begun; exec sleep 3600").await?;
    page.visit(&stage.at(&format!("/runs/{}", long.id))).await?;
    page.reads("begun", Patience::Build).await?;
    page.press("Cancel").await?;
    page.reads("Cancelled", Patience::Server).await?;
    assert_eq!(self::ended(stage, long.id).await?.state, RunState::Cancelled);

    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.click("link", "All runs of this version").await?;
    page.find("link", &format!("Run {}: Greeting", long.id)).await?;
    assert!(page.address().await?.ends_with("/runs?environment=training&version=1"));
    close(page).await
}

async fn submit(stage: &Stage, line: &str) -> Outcome<Run> {
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
    stage.workspace().post(api::path::RUNS, &body).await
}

async fn ended(stage: &Stage, id: i64) -> Outcome<Run> {
    until(&format!("the end of run {id}"), Patience::Build, || async {
        let run: Run = stage.workspace().get(&api::path::run(id)).await?;
        Ok(run.state.is_over().then_some(run))
    })
    .await
}
