//! What the image of a version is, there or not.

use super::definitions::{Named, Versioned};
use axum::extract::State;
use definition::Definition;
use http::{CurrentActor, Error, extract::Path};
use serde_json::{Value, json};
use workspace::{
    Workspace,
    access::Actor,
    definitions::{Checked, image_python},
    input::{LATEST, Name},
};

/// Of the newest version.
pub async fn newest(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { name }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(details(&workspace, &actor, &name, LATEST).await?))
}

/// Of one version.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Versioned { name, version }): Path<Versioned>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(details(&workspace, &actor, &name, &version).await?))
}

async fn details(workspace: &Workspace, actor: &Actor, name: &str, version: &str) -> Result<Value, Error> {
    let version = workspace.versions.get(actor, &Name::environment(name)?, version).await?;
    let checked = Checked::stored(&version.definition)?;
    // Only an image that the registry confirms is reported as existing.
    let reference = workspace.builds.image_reference(actor, &checked, version.tied.as_deref()).await?;
    let hash = version.digests.image;
    let registry = &workspace.registry_address;
    let (repository, dockerfile) = if let Some(reference) = &reference {
        let manifest = reference.rsplit_once('@').map(|(_, manifest)| manifest);
        let name = reference.strip_prefix(&format!("{registry}/")).unwrap_or(reference);
        (name.to_owned(), workspace.images.get(actor, hash, manifest).await?.dockerfile)
    } else {
        let dockerfile = definition::plan(&checked.canonical).dockerfile;
        (format!("{}:{hash}", workspace.images.repository()), dockerfile)
    };
    let definition = &checked.definition;
    let (interpreter, folder) = python(definition);
    Ok(json!({
        "imageExistsInRegistry": reference.is_some(),
        "dockerImage": {
            "name": repository,
            "registry": { "address": &**registry, "username": null, "password": null },
        },
        "pythonEnvironment": {
            "interpreterPath": interpreter,
            "condaEnvironmentName": folder.as_ref().map(|_| hash.to_string()),
            "condaEnvironmentPath": folder,
        },
        "ingredients": {
            "dockerfile": dockerfile,
            "condaSpecification": (!definition.user_managed).then(|| conda(definition)).flatten(),
        },
        "vulnerabilityFindings": null,
    }))
}

/// The interpreter of an image, and the folder of its environment.
fn python(definition: &Definition) -> (String, Option<String>) {
    let python = image_python(definition);
    match python.environment {
        // These clients look for the environment's own interpreter, whatever the definition names.
        Some(folder) => (format!("{folder}/bin/python"), Some(folder)),
        None => (python.interpreter, None),
    }
}

/// The conda section as JSON text, as these clients expect it.
fn conda(definition: &Definition) -> Option<String> {
    definition.to_json().pointer("/python/condaDependencies").map(ToString::to_string)
}
