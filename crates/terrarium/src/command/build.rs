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
    let body = StartBuild { target: target(arguments)?, rebuild: arguments.rebuild };
    let client = Client::new(&arguments.server)?;
    let build: api::Build = client.post(api::path::BUILDS, &body).await?;
    follow(&client, build, Told::by(&arguments.server)).await
}

/// What exists as a file is a file; all else has to be a version.
fn target(arguments: &Build) -> Result<BuildTarget, Failure> {
    if arguments.target.exists() || arguments.target.as_os_str() == "-" {
        let definition = file::definition(&arguments.target, arguments.kind)?;
        return Ok(BuildTarget::Definition(definition.to_json()));
    }
    let text = arguments.target.display().to_string();
    text.parse().map(BuildTarget::Version).map_err(|_| {
        Failure::new(
            api::code::INVALID_PARAMETER,
            format!("\u{201c}{text}\u{201d} is neither a file that exists nor a version"),
            "Write NAME:VERSION, for example training:7, or the path of a file",
        )
    })
}
