//! `terrarium build`: an image for a version or a file.

use super::follow::{Told, follow};
use crate::{arguments::Build, client::Client, failure::Failure, file};
use api::{BuildTarget, StartBuild};
use std::process::ExitCode;

/// Starts or joins a build and follows it to its end.
///
/// # Errors
/// When the target is neither, or the workspace does not answer or refuses.
pub async fn build(arguments: &Build) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let target = target(arguments, &client).await?;
    let lock = if arguments.locked { Some(lock(&client, &target).await?) } else { None };
    let body = StartBuild { target, rebuild: arguments.rebuild, lock };
    let build: api::Build = client.post(api::path::BUILDS, &body).await?;
    follow(&client, build, Told::by(&arguments.server)).await
}

/// What exists as a file or folder is one; all else has to be a version.
async fn target(arguments: &Build, client: &Client) -> Result<BuildTarget, Failure> {
    if arguments.target.exists() || arguments.target.as_os_str() == "-" {
        let source = file::source(&arguments.target, &arguments.reading)?;
        source.upload(client).await?;
        return Ok(BuildTarget::Definition(source.definition.to_json()));
    }
    let text = arguments.target.display().to_string();
    text.parse().map(BuildTarget::Version).map_err(|_| {
        Failure::new(
            api::code::INVALID_PARAMETER,
            format!("\u{201c}{text}\u{201d} is neither a file or folder that exists nor a version"),
            "Write NAME:VERSION, for example training:7, or the path of a file",
        )
    })
}

/// The manifest digest of the image that a version has, or of the one that it had.
async fn lock(client: &Client, target: &BuildTarget) -> Result<String, Failure> {
    let BuildTarget::Version(reference) = target else {
        return Err(Failure::new(
            api::code::INVALID_PARAMETER,
            "a file has no lock",
            "Name a version with --locked, for example training:7",
        ));
    };
    let version: api::Version = client.get(&api::path::version(&reference.environment, &reference.version)).await?;
    if let Some(manifest) = version.tied.or(version.lost.map(|lost| lost.manifest)) {
        return Ok(manifest);
    }
    if version.image != api::ImageState::Cached {
        return Err(Failure::new(
            api::code::NOT_FOUND,
            format!("{reference} never had an image, so nothing is locked"),
            "Build it without --locked first",
        ));
    }
    let image: api::Image = client.get(&api::path::image(version.digests.image)).await?;
    Ok(image.manifest)
}
