//! What the image of a version is, there or not.

use super::definitions::{Named, Versioned};
use crate::{
    Error, Workspace,
    checked::Checked,
    http::extract::Path,
    name::{LATEST, Name},
    reuse,
    store::{images, past},
    versions,
};
use axum::extract::State;
use definition::Definition;
use serde_json::{Value, json};

/// Of the newest version.
pub async fn newest(
    State(workspace): State<Workspace>,
    Path(Named { name }): Path<Named>,
) -> Result<axum::Json<Value>, Error> {
    details(&workspace, &name, LATEST).await.map(axum::Json)
}

/// Of one version.
pub async fn get(
    State(workspace): State<Workspace>,
    Path(Versioned { name, version }): Path<Versioned>,
) -> Result<axum::Json<Value>, Error> {
    details(&workspace, &name, &version).await.map(axum::Json)
}

async fn details(workspace: &Workspace, name: &str, version: &str) -> Result<Value, Error> {
    let version = versions::get(workspace, &Name::environment(name)?, version).await?;
    let checked = Checked::stored(&version.definition)?;
    // One that the registry cannot tell of is not said to be there.
    let there =
        reuse::find(workspace, &checked, version.tied.as_deref()).await?.is_some_and(|image| image.is_certain());
    let hash = version.digests.image.to_string();
    let mut connection = workspace.store.read().await?;
    let image = past::chosen(&mut connection, &hash, version.tied.as_deref()).await?.filter(|_| there);
    let plan = definition::plan(&checked.canonical);
    let (repository, dockerfile) = match &image {
        Some(image) => {
            let contents = images::contents(&mut connection, &hash, &image.manifest).await?;
            (format!("{}@{}", image.repository, image.manifest), contents.dockerfile)
        }
        None => (format!("{}:{hash}", workspace.builder.image_repository()), plan.dockerfile.clone()),
    };
    let definition = &checked.definition;
    let (interpreter, folder) = python(definition);
    Ok(json!({
        "imageExistsInRegistry": there,
        "dockerImage": {
            "name": repository,
            "registry": { "address": workspace.builder.registry().address(), "username": null, "password": null },
        },
        "pythonEnvironment": {
            "interpreterPath": interpreter,
            "condaEnvironmentName": folder.map(|_| hash.as_str()),
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
fn python(definition: &Definition) -> (String, Option<&'static str>) {
    if definition.user_managed {
        (definition.interpreter_path.clone().unwrap_or_else(|| "python".into()), None)
    } else {
        (format!("{}/bin/python", builder::packages::ENVIRONMENT), Some(builder::packages::ENVIRONMENT))
    }
}

/// The conda section as JSON text, as these clients expect it.
fn conda(definition: &Definition) -> Option<String> {
    definition.to_json().pointer("/python/condaDependencies").map(ToString::to_string)
}
