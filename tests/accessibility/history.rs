//! The content that a workspace needs for every screen to show something.

use api::{BuildState, Eviction, Registered};
use harness::{Outcome, Workspace};
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

/// A package that loads a system library when it is imported.
const FLAWED_PACKAGE: &str = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - cairocffi==1.7.1\n";

/// A failing tool that writes each colour, and an error.
const FAILING: &str = r"RUN for colour in 31 32 33 34 35 36 90; do printf '\033[%smcolour %s\033[0m\n' $colour $colour; done \
    && printf '\033[1m\033[31mERROR: No matching distribution found for pyarrow==18.0.1\033[0m\n' && exit 1";

/// The number of the build that succeeded.
pub const DONE: i64 = 1;
/// The number of the build that failed.
pub const FAILED: i64 = 2;
/// The number of the build whose image was evicted.
pub const GONE: i64 = 3;
/// The number of the build whose trial failed.
pub const FLAWED: i64 = 4;
/// The number of the build that is running.
pub const RUNNING: i64 = 5;
/// The number of the build that is started next.
pub const NEXT: i64 = 6;

/// Registers versions, runs two commands, and starts a build that succeeds, one that fails, one whose image is evicted, one
/// whose trial fails, and one that does not end.
pub async fn fill(workspace: Workspace) -> Outcome<()> {
    let workspace = &workspace;
    let registered = workspace.register("training", FIRST, true).await?;
    let done = workspace.wait_for_image(registered.build.ok_or("no build was started")?.id).await?;
    assert_eq!(done.id, DONE);
    workspace.register("training", SECOND, false).await?;

    run(workspace, "import six; print('six', six.__version__)").await?;
    run(workspace, "print('no such luck'); raise SystemExit(3)").await?;

    let failed = workspace.wait_for_build(workspace.build(steps(FAILING)).await?.id).await?;
    assert_eq!((failed.id, failed.state), (FAILED, BuildState::Failed));

    evict_image(workspace).await?;

    let registered = workspace.register("drawing", FLAWED_PACKAGE, true).await?;
    let flawed = workspace.wait_for_build(registered.build.ok_or("no build was started")?.id).await?;
    assert_eq!((flawed.id, flawed.state), (FLAWED, BuildState::Failed));
    assert!(flawed.trial.is_some(), "{:?}", flawed.cause);

    let running = workspace.build(steps("RUN echo waiting && sleep 3600")).await?.id;
    assert_eq!(running, RUNNING);
    let has_log = || async {
        let build: api::Build = workspace.get(&api::path::build(running)).await?;
        Ok((build.log_lines > 0).then_some(()))
    };
    workspace.build_job(running).wait_for("the log of the last build", has_log).await
}

/// Registers a version and evicts its image.
async fn evict_image(workspace: &Workspace) -> Outcome<()> {
    let register = json!({ "definition": steps("RUN true"), "build": true });
    let registered: Registered = workspace.post(&api::path::versions("forgotten"), &register).await?;
    let build = workspace.wait_for_image(registered.build.ok_or("no build was started")?.id).await?;
    assert_eq!(build.id, GONE);
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
    workspace.wait_for_run(id).await.map(drop)
}

/// A definition with one Docker step, in Azure's v1 form.
fn steps(run: &str) -> serde_json::Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\n{run}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}
