//! Versions of environments.

use super::{
    document::{self, Properties},
    paging::Asked,
    system_data::system_data,
};
use crate::{
    address::{Origin, Place},
    context,
};
use api::{Notes, Register, UpdateVersion, Version, code};
use axum::{extract::State, http::StatusCode};
use http::{
    CurrentActor, Error,
    extract::{Json, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use workspace::{
    Workspace,
    access::Actor,
    definitions::Checked,
    input::{Name, page},
};

/// The environment that keeps definitions without a name; lists leave it out.
pub const ANONYMOUS: &str = "CliV2AnonymousEnvironment";

/// The version of a path.
#[derive(Deserialize)]
pub struct Named {
    name: String,
    version: String,
}

/// The environment of a path.
#[derive(Deserialize)]
pub struct Environment {
    name: String,
}

/// What a client sends of a version.
#[derive(Deserialize)]
pub struct Sent {
    properties: Properties,
}

/// The versions of an environment, newest first.
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Environment { name }): Path<Environment>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Value>, Error> {
    let name = Name::environment(&name)?;
    asked.newest_first()?;
    let before = page::number_cursor(asked.after())?;
    let limit = asked.limit();
    let mut found = workspace.versions.list_by_sequence(&actor, &name, asked.filter(), before, limit + 1).await?;
    let next = page::cut(&mut found, limit, |(sequence, _)| sequence.to_string());
    let items = found.iter().map(|(_, version)| show(&place, version)).collect::<Result<Vec<_>, _>>()?;
    Ok(axum::Json(asked.part(&place, &format!("/environments/{}/versions", name.as_str()), &items, next)))
}

/// One version.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name, version }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    let found = workspace.versions.get(&actor, &Name::environment(&name)?, &version).await?;
    Ok(axum::Json(show(&place, &found)?))
}

/// Registers a version, or changes what may change about one: description, tags, and whether it is archived.
pub async fn put(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Path(Named { name, version }): Path<Named>,
    Json(Sent { properties }): Json<Sent>,
) -> Result<(StatusCode, axum::Json<Value>), Error> {
    let name = own_name(&name)?;
    let existing = match workspace.versions.get(&actor, &name, Name::version(&version)?.as_str()).await {
        Ok(existing) => Some(existing),
        Err(error) if error.is(code::NOT_FOUND) => None,
        Err(error) => return Err(error.into()),
    };
    let (status, current) = match existing {
        Some(existing) if is_shown(&place.origin, &existing, &properties)? => (StatusCode::OK, existing),
        _ => {
            let mut definition = properties.definition()?;
            context::resolve(&workspace, &actor, &mut definition).await?;
            let request = Register {
                definition: definition.to_json(),
                version: Some(version.clone()),
                digests: None,
                description: properties.description.clone().unwrap_or_default(),
                tags: properties.own_tags().unwrap_or_default(),
                build: false,
                anonymous: name.as_str() == ANONYMOUS,
            };
            let registered = workspace.registration.register(&actor, &name, request).await?;
            let status = if registered.created { StatusCode::CREATED } else { StatusCode::OK };
            (status, registered.version)
        }
    };
    let mut changed = change(&workspace, &actor, &name, current, &properties).await?;
    // Sent as one that is not archived, it is to be in lists: so is its environment.
    if properties.is_archived == Some(false) && changed.archived {
        workspace.environments.restore(&actor, &name).await?;
        changed.archived = false;
    }
    Ok((status, axum::Json(show(&place, &changed)?)))
}

/// Archives a version: what was registered stays.
pub async fn delete(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { name, version }): Path<Named>,
) -> Result<StatusCode, Error> {
    workspace.versions.set_archived(&actor, &Name::environment(&name)?, &version, true).await?;
    Ok(StatusCode::OK)
}

/// The name of an environment to register; some are kept for what comes with a workspace.
fn own_name(name: &str) -> Result<Name, Error> {
    let lower = name.to_ascii_lowercase();
    if ["azureml", "microsoft"].iter().any(|prefix| lower.starts_with(prefix)) {
        return Err(Error::refuse(
            code::INVALID_PARAMETER,
            format!("names that begin with AzureML or Microsoft are reserved, {name} does"),
        )
        .field("name")
        .help("Choose another name"));
    }
    Ok(Name::environment(name)?)
}

/// Whether a client sent back what it was shown.
fn is_shown(origin: &Origin, version: &Version, properties: &Properties) -> Result<bool, Error> {
    let definition = Checked::stored_definition(&version.definition)?;
    Ok(properties.say_the_same_as(&document::properties(origin, version, &definition)))
}

/// Writes what may change.
async fn change(
    workspace: &Workspace,
    actor: &Actor,
    name: &Name,
    current: Version,
    properties: &Properties,
) -> Result<Version, Error> {
    let wanted = Notes {
        description: properties.description.clone().unwrap_or_else(|| current.description.clone()),
        tags: properties.own_tags().unwrap_or_else(|| current.tags.clone()),
    };
    let mut changed = current;
    if wanted.description != changed.description || wanted.tags != changed.tags {
        let change = UpdateVersion { description: Some(wanted.description), tags: Some(wanted.tags), seen: None };
        changed = workspace.versions.update(actor, name, &changed.version, change).await?;
    }
    match properties.is_archived {
        Some(archived) if archived != changed.version_archived => {
            Ok(workspace.versions.set_archived(actor, name, &changed.version, archived).await?)
        }
        _ => Ok(changed),
    }
}

fn show(place: &Place, version: &Version) -> Result<Value, Error> {
    let definition = Checked::stored_definition(&version.definition)?;
    let Version { environment, version: number, registered_at, registered_by, .. } = version;
    Ok(json!({
        "id": format!("{}/environments/{environment}/versions/{number}", place.id()),
        "name": number,
        "type": "Microsoft.MachineLearningServices/workspaces/environments/versions",
        "properties": document::properties(&place.origin, version, &definition),
        "systemData": system_data(registered_at, registered_at, registered_by),
    }))
}
