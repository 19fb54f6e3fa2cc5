//! Runs in the words of Azure's clients: a job of azure-ai-ml, a run of the run history. A run that has no name is found by
//! `run-NUMBER`.

use super::{
    address::{Origin, Place},
    logs,
};
use api::{BuildState, Run, RunCommand, RunState, code};
use http::Error;
use serde_json::{Map, Value, json};
use workspace::{Workspace, access::Actor, jobs::Log};

/// How runs without a name are called.
const PREFIX: &str = "run-";
/// How the log of a command is called: clients look for this name.
const OUTPUT: &str = "user_logs/std_log.txt";
/// And that of the image.
const IMAGE: &str = "azureml-logs/20_image_build_log.txt";

/// What a client calls a run.
pub fn name(run: &Run) -> String {
    run.name.clone().unwrap_or_else(|| format!("{PREFIX}{}", run.id))
}

/// The run of this name.
pub async fn find(workspace: &Workspace, actor: &Actor, name: &str) -> Result<Run, Error> {
    if let Some(run) = workspace.runs.find(actor, name).await? {
        return Ok(run);
    }
    let missing = || Error::not_found(format!("run {name}"));
    let id = name.strip_prefix(PREFIX).and_then(|number| number.parse().ok()).ok_or_else(missing)?;
    let run = workspace.runs.get(actor, id).await?;
    if run.name.is_none() { Ok(run) } else { Err(missing()) }
}

/// The word of a state.
pub fn status(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "Queued",
        RunState::Building => "Preparing",
        RunState::Running => "Running",
        RunState::Completed => "Completed",
        RunState::Failed => "Failed",
        RunState::Cancelled => "Canceled",
    }
}

/// The command as one line.
pub fn line(command: &RunCommand) -> String {
    match command {
        RunCommand::Shell(line) => line.clone(),
        RunCommand::Words(words) => words.join(" "),
    }
}

/// The page of a run in the console.
pub fn page(origin: &Origin, run: &Run) -> String {
    format!("{}/runs/{}", origin.0, run.id)
}

/// A run as the run history tells it.
pub async fn details(workspace: &Workspace, actor: &Actor, place: &Place, run: &Run) -> Result<Value, Error> {
    let mut files = Map::new();
    let unbuilt = run.state == RunState::Building
        || match workspace.builds.get(actor, run.build).await {
            Ok(build) => build.state == BuildState::Failed,
            Err(error) if error.is(code::NOT_FOUND) => false,
            Err(error) => return Err(error.into()),
        };
    if unbuilt {
        files.insert(IMAGE.into(), logs::address(workspace, &place.origin, Log::Build(run.build))?.into());
    } else {
        files.insert(OUTPUT.into(), logs::address(workspace, &place.origin, Log::Run(run.id))?.into());
    }
    let error = run
        .failure
        .as_ref()
        .map(|failure| json!({ "error": { "code": "UserError", "message": failure.message, "details": [] } }));
    Ok(json!({
        "runId": name(run),
        "target": "local",
        "status": status(run.state),
        "createdTimeUtc": run.submitted_at,
        "startTimeUtc": run.started_at,
        "endTimeUtc": run.finished_at,
        "error": error,
        "warnings": [],
        "tags": run.tags,
        "properties": properties(run),
        "parameters": {},
        "logFiles": files,
        "runDefinition": { "command": line(&run.command), "environment": environment(run) },
        "revision": 1,
        "runNumber": run.id,
        "rootRunId": name(run),
        "experimentName": experiment(run),
    }))
}

/// A run in lists of the run history.
pub fn summary(run: &Run) -> Value {
    json!({
        "runId": name(run),
        "rootRunId": name(run),
        "runNumber": run.id,
        "experimentId": experiment(run),
        "experimentName": experiment(run),
        "name": run.display_name,
        "displayName": run.display_name,
        "status": status(run.state),
        "createdUtc": run.submitted_at,
        "startTimeUtc": run.started_at,
        "endTimeUtc": run.finished_at,
        "createdBy": { "userName": run.submitted_by },
        "target": "local",
        "tags": run.tags,
        "properties": properties(run),
        "runType": "azureml.scriptrun",
        "hidden": false,
        "scriptName": null,
    })
}

/// What a run used, as plain text.
fn properties(run: &Run) -> Value {
    json!({
        "azureml.environment": environment(run),
        "terrarium.image": run.reference,
        "terrarium.exitCode": run.exit_code.map(|code| code.to_string()),
    })
}

fn environment(run: &Run) -> String {
    run.version.to_string()
}

/// What a run belongs to; clients want a name.
pub fn experiment(run: &Run) -> &str {
    if run.experiment.is_empty() { "Default" } else { &run.experiment }
}
