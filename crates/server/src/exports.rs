//! A version or an image as a file, in the forms that people take elsewhere.

mod bill;
mod devcontainer;
mod lock;

use crate::{
    Error, Workspace,
    checked::Checked,
    name::Name,
    store::{images, past},
    versions, wire,
};
use api::{Version, code};
use definition::{Definition, Digest, Kind};

/// The media type of a form.
pub fn media_type(form: &str) -> &'static str {
    match form {
        "v1" | "devcontainer" => "application/json",
        "spdx" => "application/spdx+json",
        "cyclonedx" => "application/vnd.cyclonedx+json; version=1.6",
        _ => "text/plain; charset=utf-8",
    }
}

/// The version in one of the forms: its definition, or what its image really holds.
pub async fn export(workspace: &Workspace, name: &Name, version: &str, form: &str) -> Result<String, Error> {
    let version = versions::get(workspace, name, version).await?;
    let kind = match form {
        "conda" => Kind::Conda,
        "requirements" => Kind::Requirements,
        "dockerfile" => Kind::Dockerfile,
        "v1" => Kind::V1,
        "v2" => Kind::V2,
        "lock" => {
            let (_, contents) = built(workspace, &version).await?;
            let title = format!("{}:{}, image {}", version.environment, version.version, version.digests.image);
            let (name, trial) = (&version.environment, version.trial.as_ref());
            return Ok(lock::write(&title, name, &contents.lock, &definition(&version)?, trial));
        }
        "devcontainer" => {
            let (image, _) = built(workspace, &version).await?;
            let reference = workspace.reference(&image.repository, &image.manifest);
            return Ok(devcontainer::write(&version, &reference, &definition(&version)?));
        }
        _ if let Some(form) = bill::Form::of(form) => {
            let (image, contents) = built(workspace, &version).await?;
            return bill::write(&image, &contents, form);
        }
        _ => {
            return Err(unknown(
                form,
                "conda, requirements, dockerfile, v1, v2, lock, devcontainer, spdx or cyclonedx",
            ));
        }
    };
    let mut definition = definition(&version)?;
    definition.name = Some(version.environment);
    definition.version = Some(version.version);
    definition.description = Some(version.description).filter(|text| !text.is_empty());
    definition.tags = version.tags;
    // What has no hash any more is still what somebody wrote.
    match (kind, &version.no_hash, &definition.dockerfile) {
        (Kind::V1, Some(_), _) => return Ok(format!("{:#}\n", definition.to_json())),
        (Kind::Dockerfile, Some(_), Some(text)) => return Ok(text.clone()),
        _ => {}
    }
    definition::export(&definition, kind)
        .map_err(|error| Error::refuse(code::INVALID_DEFINITION, error.to_string()).field("form").help(error.help))
}

/// What an image holds, in one of the forms: the current one of a hash, or the one with this manifest digest, also when it
/// left the registry.
pub async fn export_image(
    workspace: &Workspace,
    hash: Digest,
    manifest: Option<&str>,
    form: &str,
) -> Result<String, Error> {
    let mut connection = workspace.store.read().await?;
    let text = hash.to_string();
    let image = past::chosen(&mut connection, &text, manifest).await?;
    let image = image.ok_or_else(|| images_of(hash))?;
    let contents = images::contents(&mut connection, &text, &image.manifest).await?;
    drop(connection);
    match form {
        "lock" => {
            let definition = Checked::stored_definition(&contents.definition)?;
            let title = format!("image {hash}, manifest {}", image.manifest);
            let name = format!("image-{}", hash.short());
            let trial = image.trial.map(wire::trial);
            Ok(lock::write(&title, &name, &contents.lock, &definition, trial.as_ref()))
        }
        _ if let Some(form) = bill::Form::of(form) => bill::write(&image, &contents, form),
        _ => Err(unknown(form, "lock, spdx or cyclonedx")),
    }
}

/// No image of this hash is in the registry, or has that manifest digest.
fn images_of(hash: Digest) -> Error {
    Error::not_found(format!("image of hash {}", hash.short())).help("The images of a hash are in its history")
}

fn unknown(form: &str, forms: &str) -> Error {
    let shown: String = form.chars().take(60).collect();
    Error::not_found(format!("form \u{201c}{shown}\u{201d}")).field("form").help(format!("Use {forms}"))
}

fn definition(version: &Version) -> Result<Definition, Error> {
    Ok(Checked::stored_definition(&version.definition)?)
}

/// The image of a version and what it holds.
async fn built(workspace: &Workspace, version: &Version) -> Result<(images::Stored, images::Contents), Error> {
    let mut connection = workspace.store.read().await?;
    let hash = version.digests.image.to_string();
    let image = past::chosen(&mut connection, &hash, version.tied.as_deref()).await?.ok_or_else(|| {
        Error::not_found(format!("image of {}:{} yet, and this form needs it", version.environment, version.version))
            .help("Build it first: only an image has a lock and a reference")
    })?;
    let contents = images::contents(&mut connection, &hash, &image.manifest).await?;
    Ok((image, contents))
}
