//! Runs that azureml-core submits: a script or a command with the environment that it runs in, which is registered when it is
//! new.

use super::document;
use api::{Register, RunCommand, RunTarget, StartRun, VersionReference, code};
use axum::{Router, extract::State, routing::post};
use http::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use workspace::{
    Workspace,
    access::Actor,
    input::{LATEST, Name},
    runs::ANONYMOUS_PREFIX,
};

/// The paths below a workspace.
pub fn router() -> Router<Workspace> {
    Router::new().route("/experiments/{experiment}/snapshotrun", post(start))
}

/// The experiment of a path.
#[derive(Deserialize)]
struct Named {
    experiment: String,
}

/// The id that the client gives.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "runId")]
    run: Option<String>,
}

/// What a client sends.
#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "Configuration", alias = "configuration")]
    configuration: Configuration,
    #[serde(rename = "SnapshotId", alias = "snapshotId")]
    snapshot: Option<String>,
}

/// A run configuration, as far as it is followed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Configuration {
    script: Option<String>,
    #[serde(default)]
    arguments: Vec<Value>,
    #[serde(default)]
    command: Value,
    #[serde(default)]
    environment_variables: BTreeMap<String, Option<String>>,
    environment: Value,
    #[serde(default)]
    node_count: Option<u32>,
}

/// Starts a run.
async fn start(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { experiment }): Path<Named>,
    Query(Asked { run }): Query<Asked>,
    Json(Sent { configuration, snapshot }): Json<Sent>,
) -> Result<axum::Json<Value>, Error> {
    if configuration.node_count.is_some_and(|count| count > 1) {
        return Err(Error::refuse(code::INVALID_PARAMETER, "runs have one node here").field("nodeCount"));
    }
    let command = command(&configuration)?;
    let code = match snapshot {
        None => None,
        Some(id) => {
            let digest = workspace.snapshots.get(&actor, &id).await?;
            Some(digest.ok_or_else(|| Error::not_found(format!("folder {id}")).field("SnapshotId"))?)
        }
    };
    let version = environment(&workspace, &actor, configuration.environment).await?;
    let variables = configuration.environment_variables;
    let request = StartRun {
        target: RunTarget::Version(version),
        command,
        variables: variables.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect(),
        code,
        name: run,
        display_name: String::new(),
        experiment,
        tags: BTreeMap::new(),
    };
    let run = workspace.runs.start(&actor, request).await?;
    Ok(axum::Json(json!({ "runId": crate::jobs::name(&run) })))
}

/// The command: a script of Python with its arguments, words, or a line for the shell.
fn command(configuration: &Configuration) -> Result<RunCommand, Error> {
    let words = |values: &[Value]| {
        values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect::<Vec<_>>()
    };
    match (&configuration.command, &configuration.script) {
        (Value::String(line), _) if !line.trim().is_empty() => Ok(RunCommand::Shell(line.clone())),
        (Value::Array(list), _) if !list.is_empty() => Ok(RunCommand::Words(words(list))),
        (_, Some(script)) => {
            let first = ["python".to_owned(), script.clone()];
            Ok(RunCommand::Words(first.into_iter().chain(words(&configuration.arguments)).collect()))
        }
        _ => Err(Error::refuse(code::INVALID_PARAMETER, "the run has neither a script nor a command")
            .field("Configuration.command")),
    }
}

/// The version that a run runs in: the one that it names, or the definition that it brings along, registered when it is new.
async fn environment(workspace: &Workspace, actor: &Actor, sent: Value) -> Result<VersionReference, Error> {
    let text = |key: &str| sent.get(key).and_then(Value::as_str).map(str::to_owned);
    let (name, version) = (text("name"), text("version"));
    let Some(name) = name else {
        return Err(Error::refuse(code::INVALID_PARAMETER, "the environment has no name").field("environment.name"));
    };
    let only_named = sent.get("python").is_none_or(Value::is_null) && sent.get("docker").is_none_or(Value::is_null);
    if only_named || version.is_some() {
        let version = version.unwrap_or_else(|| LATEST.to_owned());
        return Ok(VersionReference { environment: name, version });
    }
    let definition = document::read(workspace, actor, sent).await?;
    let request = Register {
        definition: definition.to_json(),
        version: None,
        digests: None,
        description: String::new(),
        tags: BTreeMap::new(),
        build: false,
        anonymous: name.starts_with(ANONYMOUS_PREFIX),
    };
    let version = workspace.registration.register(actor, &Name::environment(&name)?, request).await?.version;
    Ok(VersionReference { environment: version.environment, version: version.version })
}
