//! What happens to machines: the power is cut, the engine and the registry die, the disk is full, the registry fails.
//! What was acknowledged stays, every build ends with an honest cause, and nothing is left behind.

mod disk;
mod kills;
mod left;
mod random;
mod registry;

use api::{Build, BuildList, BuildState};
use harness::{Outcome, Workspace};
use serde_json::{Value, json};

/// Docker steps on the default base image.
fn steps(instructions: &str) -> Value {
    let dockerfile = format!("FROM localhost/terrarium/base:debian12-python3.11\n{instructions}\n");
    json!({ "docker": { "baseDockerfile": dockerfile }, "python": { "userManagedDependencies": true } })
}

async fn builds(workspace: &Workspace) -> Outcome<Vec<Build>> {
    let page: BuildList = workspace.get(&format!("{}?limit=200", api::path::BUILDS)).await?;
    Ok(page.items)
}

/// Checks that a build has ended, says why when it failed, and that no line of its log is missing.
async fn ended_well(workspace: &Workspace, build: &Build) -> Outcome<()> {
    assert!(!matches!(build.state, BuildState::Queued | BuildState::Running), "{build:?}");
    assert!(build.state == BuildState::Succeeded || build.cause.is_some(), "build {} says why it failed", build.id);
    let log = workspace.text(&api::path::build_log(build.id)).await?;
    assert_eq!(log.lines().count() as u64, build.log_lines, "the log of build {} is whole", build.id);
    Ok(())
}
