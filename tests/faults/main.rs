//! Faults of machines: power cuts, crashes of engine and registry, a full disk, a failing registry. Acknowledged writes are kept,
//! every build ends with its cause, and nothing is left behind.

mod disk;
mod kills;
mod leftovers;
mod random;
mod registry;

use api::{Build, BuildList, BuildState};
use harness::{Outcome, Workspace};
use serde_json::{Value, json};

/// A definition with these Docker steps on the default base image.
fn steps(instructions: &str) -> Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\n{instructions}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}

async fn builds(workspace: &Workspace) -> Outcome<Vec<Build>> {
    let page: BuildList = workspace.get(&format!("{}?limit=200", api::path::BUILDS)).await?;
    Ok(page.items)
}

/// Checks that a build has ended, has a cause if it failed, and has a complete log.
async fn check_ended(workspace: &Workspace, build: &Build) -> Outcome<()> {
    assert!(!matches!(build.state, BuildState::Queued | BuildState::Running), "{build:?}");
    assert!(build.state == BuildState::Succeeded || build.cause.is_some(), "build {} failed without a cause", build.id);
    let log = workspace.text(&api::path::build_log(build.id)).await?;
    assert_eq!(log.lines().count() as u64, build.log_lines, "the log of build {} is incomplete", build.id);
    Ok(())
}
