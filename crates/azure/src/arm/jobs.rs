//! Command jobs: a command in an environment, on this machine.

use super::{paging::Asked, system_data::system_data};
use crate::{address::Place, jobs};
use api::{Run, RunCommand, RunTarget, StartRun, VersionReference, code};
use axum::{extract::State, http::StatusCode};
use definition::Digest;
use http::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use workspace::{Workspace, runs::RunFilter};

/// The job of a path.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// What a client sends.
#[derive(Deserialize)]
pub struct Sent {
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    job_type: String,
    command: Option<String>,
    code_id: Option<String>,
    environment_id: Option<String>,
    environment_variables: Option<BTreeMap<String, Option<String>>>,
    display_name: Option<String>,
    experiment_name: Option<String>,
    tags: Option<BTreeMap<String, Option<String>>>,
    inputs: Option<Map<String, Value>>,
    outputs: Option<Map<String, Value>>,
    distribution: Option<Value>,
}

/// The jobs, newest first.
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Value>, Error> {
    let found = workspace.runs.list(&actor, &RunFilter::default(), asked.after(), asked.limit()).await?;
    let items: Vec<_> = found.items.iter().map(|run| document(&place, run)).collect();
    Ok(axum::Json(asked.part(&place, "/jobs", &items, found.next)))
}

/// One job.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(document(&place, &jobs::find(&workspace, &actor, &name).await?)))
}

/// Starts a job. The same name again is the job that is there.
pub async fn put(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name }): Path<Named>,
    Json(Sent { properties }): Json<Sent>,
) -> Result<(StatusCode, axum::Json<Value>), Error> {
    match jobs::find(&workspace, &actor, &name).await {
        Ok(run) => return Ok((StatusCode::OK, axum::Json(document(&place, &run)))),
        Err(error) if error.is(code::NOT_FOUND) => {}
        Err(error) => return Err(error),
    }
    let run = workspace.runs.start(&actor, properties.run(name)?).await?;
    Ok((StatusCode::CREATED, axum::Json(document(&place, &run))))
}

/// Stops a job.
pub async fn cancel(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { name }): Path<Named>,
) -> Result<StatusCode, Error> {
    let run = jobs::find(&workspace, &actor, &name).await?;
    workspace.runs.cancel(&actor, run.id).await?;
    Ok(StatusCode::OK)
}

impl Properties {
    fn run(self, name: String) -> Result<StartRun, Error> {
        if self.job_type != "Command" {
            return Err(refuse("jobType", format!("{} jobs are not run here, only command jobs", self.job_type)));
        }
        for (field, used) in [
            ("inputs", self.inputs.is_some_and(|inputs| !inputs.is_empty())),
            ("outputs", self.outputs.is_some_and(|outputs| !outputs.is_empty())),
            ("distribution", self.distribution.is_some_and(|distribution| !distribution.is_null())),
        ] {
            if used {
                return Err(refuse(field, format!("jobs run here without {field}"))
                    .help("Put what the command needs into its code folder or its environment variables"));
            }
        }
        let command = self.command.ok_or_else(|| refuse("command", "the job has no command".into()))?;
        let environment =
            self.environment_id.ok_or_else(|| refuse("environmentId", "the job has no environment".into()))?;
        Ok(StartRun {
            target: RunTarget::Version(version(&environment)?),
            command: RunCommand::Shell(command),
            variables: plain(self.environment_variables),
            code: self.code_id.as_deref().map(folder).transpose()?,
            name: Some(name),
            display_name: self.display_name.unwrap_or_default(),
            experiment: self.experiment_name.unwrap_or_default(),
            tags: plain(self.tags),
        })
    }
}

fn plain(map: Option<BTreeMap<String, Option<String>>>) -> BTreeMap<String, String> {
    map.unwrap_or_default().into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect()
}

fn refuse(field: &str, message: String) -> Error {
    Error::refuse(code::INVALID_PARAMETER, message).field(format!("properties.{field}"))
}

/// The version that an id names: `…/environments/NAME/versions/VERSION`, `…/labels/latest` or `azureml:NAME:VERSION`.
fn version(id: &str) -> Result<VersionReference, Error> {
    let path = id.trim_start_matches("azureml:");
    let parts = match path.rsplit_once("/environments/") {
        Some((_, rest)) => rest.split_once("/versions/").or_else(|| rest.split_once("/labels/")),
        None => path.split_once(':'),
    };
    match parts {
        Some((environment, version)) if !version.contains('/') => {
            Ok(VersionReference { environment: environment.to_owned(), version: version.to_owned() })
        }
        _ => Err(refuse("environmentId", format!("\u{201c}{}\u{201d} names no environment version", short(id)))),
    }
}

/// The folder that an id names.
fn folder(id: &str) -> Result<Digest, Error> {
    let version = id.rsplit_once("/versions/").map(|(_, version)| version);
    version.and_then(|version| version.parse().ok()).ok_or_else(|| {
        refuse("codeId", format!("\u{201c}{}\u{201d} names no folder that was uploaded here", short(id)))
    })
}

fn short(text: &str) -> String {
    text.chars().take(120).flat_map(char::escape_debug).collect()
}

fn document(place: &Place, run: &Run) -> Value {
    let name = jobs::name(run);
    let VersionReference { environment, version } = &run.version;
    let at = run.finished_at.as_ref().or(run.started_at.as_ref()).unwrap_or(&run.submitted_at);
    json!({
        "id": format!("{}/jobs/{name}", place.id()),
        "name": name,
        "type": "Microsoft.MachineLearningServices/workspaces/jobs",
        "properties": {
            "jobType": "Command",
            "status": jobs::status(run.state),
            "displayName": run.display_name,
            "experimentName": jobs::experiment(run),
            "command": jobs::line(&run.command),
            "environmentId": format!("{}/environments/{environment}/versions/{version}", place.id()),
            "environmentVariables": run.variables,
            "codeId": run.code.map(|code| format!("{}/codes/code/versions/{code}", place.id())),
            "computeId": format!("{}/computes/this-machine", place.id()),
            "description": null,
            "isArchived": false,
            "tags": run.tags,
            "properties": {},
            "inputs": {},
            "outputs": {},
            "resources": { "instanceCount": 1, "shmSize": "2g" },
            "services": { "Studio": { "jobServiceType": "Studio", "endpoint": jobs::page(&place.origin, run) } },
            "parameters": {},
        },
        "systemData": system_data(&run.submitted_at, at, &run.submitted_by),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_versions() {
        for id in [
            "/subscriptions/s/…/environments/training/versions/7",
            "azureml:training:7",
            "azureml:/x/environments/training/versions/7",
        ] {
            assert_eq!(version(id).unwrap().to_string(), "training:7", "{id}");
        }
        assert_eq!(version("/x/environments/training/labels/latest").unwrap().version, "latest");
        for odd in ["", "training", "/x/environments/a/versions/1/image", "https://elsewhere"] {
            assert!(version(odd).is_err(), "{odd}");
        }
    }
}
