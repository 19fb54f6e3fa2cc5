//! A recipe to have an environment on the client's own machine.

use super::{
    definitions::{Named, Versioned},
    script,
};
use api::code;
use axum::extract::State;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    CurrentActor, Error,
    extract::{Json, Path},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
};
use workspace::{
    Error as ServiceError, Workspace,
    access::Actor,
    definitions::Checked,
    input::{LATEST, Name},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// What a client wants.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    #[serde(default = "linux")]
    platform: String,
    #[serde(default)]
    use_docker: bool,
    #[serde(default)]
    push_image_to_workspace_acr: bool,
}

fn linux() -> String {
    "Linux".into()
}

/// Of the newest version.
pub async fn newest(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { name }): Path<Named>,
    Json(wanted): Json<Wanted>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(recipe(&workspace, &actor, &name, LATEST, &wanted).await?))
}

/// Of one version.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Versioned { name, version }): Path<Versioned>,
    Json(wanted): Json<Wanted>,
) -> Result<axum::Json<Value>, Error> {
    Ok(axum::Json(recipe(&workspace, &actor, &name, &version, &wanted).await?))
}

async fn recipe(
    workspace: &Workspace,
    actor: &Actor,
    name: &str,
    version: &str,
    wanted: &Wanted,
) -> Result<Value, Error> {
    if wanted.platform.eq_ignore_ascii_case("windows") {
        return Err(Error::refuse(code::INVALID_PARAMETER, "recipes are shell scripts, which Windows does not run")
            .field("platform")
            .help("Run it in WSL, or let the workspace build the image: Environment.build"));
    }
    if wanted.push_image_to_workspace_acr {
        return Err(Error::refuse(code::INVALID_PARAMETER, "an image that was built elsewhere is not taken")
            .field("pushImageToWorkspaceAcr")
            .help("Let the workspace build it: Environment.build"));
    }
    let version = workspace.versions.get(actor, &Name::environment(name)?, version).await?;
    let checked = Checked::stored(&version.definition)?;
    checked.buildable()?;
    let files = if wanted.use_docker {
        let reference = workspace.builds.image_reference(actor, &checked, version.tied.as_deref()).await?;
        script::image(&version, &checked, &workspace.registry_address, reference.as_deref())?
    } else {
        script::environment(&version, &checked)?
    };
    Ok(json!({
        "setupContentZip": STANDARD.encode(pack(&files)?),
        "buildEnvironmentScriptName": script::BUILD,
        "checkEnvironmentScriptName": script::CHECK,
        "environmentVariables": checked.definition.variables,
    }))
}

fn pack(files: &BTreeMap<String, String>) -> Result<Vec<u8>, ServiceError> {
    let failed = |error: zip::result::ZipError| ServiceError::Internal(format!("a recipe cannot be packed: {error}"));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(name.as_str(), SimpleFileOptions::default().unix_permissions(0o755)).map_err(failed)?;
        archive.write_all(text.as_bytes()).map_err(|error| failed(error.into()))?;
    }
    archive.finish().map(Cursor::into_inner).map_err(failed)
}
