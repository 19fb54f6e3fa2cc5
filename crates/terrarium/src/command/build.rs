//! `terrarium build`: an image for a version or a file.

use super::follow::{OutputMode, follow};
use crate::{
    client::Client,
    failure::Failure,
    file,
    options::{Reading, Server},
};
use api::{BuildTarget, StartBuild};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// `terrarium build`.
#[derive(Args)]
#[command(after_help = "\
Joins a running build of the same definition, and reuses an existing image.
The exit code is 0 if there is an image in the end, and 1 otherwise.

Examples:
  terrarium build training:7
  terrarium build environment.yml
  terrarium build training:7 --rebuild                              unpinned packages may change
  terrarium build training:7 --locked                               the same packages as in its image")]
pub struct Build {
    /// A version (NAME:VERSION), a file with a definition, or a folder with a Dockerfile or saved by Azure's SDK
    #[arg(value_name = "VERSION|FILE|FOLDER")]
    pub target: PathBuf,
    /// How the target is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Build even if there is an image; the older image keeps its digest
    #[arg(long)]
    pub rebuild: bool,
    /// Install exactly the packages of the image that the version has or had
    #[arg(long)]
    pub locked: bool,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// Starts or joins a build and follows it to its end.
///
/// # Errors
/// When the target is neither a version nor a definition, or the workspace does not answer or refuses.
pub async fn build(arguments: &Build) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let target = target(arguments, &client).await?;
    let lock = if arguments.locked { Some(locked_image(&client, &target).await?) } else { None };
    let body = StartBuild { target, rebuild: arguments.rebuild, lock };
    let build: api::Build = client.post(api::path::BUILDS, &body).await?;
    follow(&client, build, OutputMode::of(&arguments.server)).await
}

/// An existing file or folder; otherwise a version.
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
            format!("\u{201c}{text}\u{201d} is neither an existing file or folder nor a version"),
            "Write NAME:VERSION, for example training:7, or the path of a file",
        )
    })
}

/// The manifest digest of the image that a version has or had.
async fn locked_image(client: &Client, target: &BuildTarget) -> Result<String, Failure> {
    let BuildTarget::Version(reference) = target else {
        return Err(Failure::new(
            api::code::INVALID_PARAMETER,
            "a file has no lock",
            "Use --locked with a version, for example training:7",
        ));
    };
    let version: api::Version = client.get(&api::path::version(&reference.environment, &reference.version)).await?;
    if let Some(manifest) = version.tied.or(version.lost.map(|lost| lost.manifest)) {
        return Ok(manifest);
    }
    if version.image != api::ImageState::Cached {
        return Err(Failure::new(
            api::code::NOT_FOUND,
            format!("{reference} has never had an image, so there is no lock"),
            "Build it without --locked first",
        ));
    }
    let image: api::Image = client.get(&api::path::image(version.digests.image)).await?;
    Ok(image.manifest)
}
