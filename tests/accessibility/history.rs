//! What a workspace has to hold before every screen has something to show.

use api::{BuildState, Eviction, Registered};
use harness::{Outcome, Patience, Workspace, until};
use serde_json::json;

const FIRST: &str = "\
dependencies:
  - python=3.11
  - pip
  - pip:
      - six==1.16.0
variables:
  LOG_LEVEL: info
";
const SECOND: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - six==1.16.0\n      - idna\n";

/// A package that looks for a library of the system when it is imported.
const FLAWED_PACKAGE: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - cairocffi==1.7.1\n";

/// What a failing tool writes: colours, one of each, and an error.
const FAILING: &str = r"RUN for colour in 31 32 33 34 35 36 90; do printf '\033[%smcolour %s\033[0m\n' $colour $colour; done \
    && printf '\033[1m\033[31mERROR: No matching distribution found for pyarrow==18.0.1\033[0m\n' && exit 1";

/// The number of the build that made an image.
pub const DONE: i64 = 1;
/// The number of the build that failed.
pub const FAILED: i64 = 2;
/// The number of the build whose image is gone.
pub const GONE: i64 = 3;
/// The number of the build whose image does not work.
pub const FLAWED: i64 = 4;
/// The number of the build that runs.
pub const RUNNING: i64 = 5;
/// The number of the build that is started next.
pub const NEXT: i64 = 6;

/// Registers versions, runs two commands, and fills the queue with a build that is done, one that failed, one whose image left
/// the registry, one whose image does not work and one that does not end.
pub async fn fill(workspace: Workspace) -> Outcome<()> {
    let workspace = &workspace;
    let registered = workspace.register("training", FIRST, true).await?;
    let done = workspace.ended(registered.build.ok_or("no build began")?.id).await?;
    assert_eq!((done.id, done.state), (DONE, BuildState::Succeeded), "{:?}", done.cause);
    workspace.register("training", SECOND, false).await?;

    run(workspace, "import six; print('six', six.__version__)").await?;
    run(workspace, "print('no such luck'); raise SystemExit(3)").await?;

    let failed = workspace.ended(workspace.build(steps(FAILING)).await?.id).await?;
    assert_eq!((failed.id, failed.state), (FAILED, BuildState::Failed));

    forget(workspace).await?;

    let registered = workspace.register("drawing", FLAWED_PACKAGE, true).await?;
    let flawed = workspace.ended(registered.build.ok_or("no build began")?.id).await?;
    assert_eq!((flawed.id, flawed.state), (FLAWED, BuildState::Failed));
    assert!(flawed.trial.is_some(), "{:?}", flawed.cause);

    let running = workspace.build(steps("RUN echo waiting && sleep 3600")).await?.id;
    assert_eq!(running, RUNNING);
    until("the last build to write its log", Patience::Build, || async {
        let build: api::Build = workspace.get(&api::path::build(running)).await?;
        Ok((build.state == BuildState::Running && build.log_lines > 0).then_some(()))
    })
    .await
}

/// Registers a version and evicts its image.
async fn forget(workspace: &Workspace) -> Outcome<()> {
    let register = json!({ "definition": steps("RUN true"), "build": true });
    let registered: Registered = workspace.post(&api::path::versions("forgotten"), &register).await?;
    let build = workspace.ended(registered.build.ok_or("no build began")?.id).await?;
    assert_eq!((build.id, build.state), (GONE, BuildState::Succeeded), "{:?}", build.cause);
    let evict = json!({ "hashes": [build.digests.image], "dry_run": false });
    let evicted: Eviction = workspace.post(api::path::EVICT, &evict).await?;
    assert_eq!(evicted.images.len(), 1);
    Ok(())
}

/// Runs a Python script in the first version, to its end.
async fn run(workspace: &Workspace, script: &str) -> Outcome<()> {
    let body = json!({
        "target": { "version": { "environment": "training", "version": "1" } },
        "command": { "words": ["python", "-c", script] },
        "variables": { "EPOCHS": "3", "HF_TOKEN": "not-a-real-one" },
    });
    let id = workspace.post::<api::Run>(api::path::RUNS, &body).await?.id;
    until(&format!("the end of run {id}"), Patience::Build, || async {
        let run: api::Run = workspace.get(&api::path::run(id)).await?;
        Ok(run.state.is_over().then_some(()))
    })
    .await
}

/// An environment that is nothing but Docker steps, as a definition in Azure's v1 form.
fn steps(run: &str) -> serde_json::Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\n{run}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}
