//! `terrarium run`: a command in an environment, on this machine.

use super::{
    follow::{Told, follow},
    image,
};
use crate::{
    arguments::Run,
    client::Client,
    failure::Failure,
    local::{Container, Tool},
};
use api::{BuildTarget, ImageState, StartBuild, Version, VersionReference, code, path};
use definition::Definition;
use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    process::ExitCode,
};

/// Runs the command; the exit code is its own.
///
/// # Errors
/// When there is no such version or image, no tool, or the command cannot be started.
pub async fn run(arguments: &Run) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let folder = folder(arguments)?;
    let tool = Tool::find(arguments.tool).await?;
    let mut version = image::version(&client, &arguments.version).await?;
    if arguments.build && version.image != ImageState::Cached {
        version = built(&client, version).await?;
    }
    let image = image::image(&client, &version).await?;
    let definition = Definition::from_json(&version.definition)
        .map_err(|error| Failure::new(code::INVALID_DEFINITION, error.message, error.help))?;
    tool.pull(&image.reference).await?;
    let container = Container {
        image: image.reference,
        command: definition::command_words(&arguments.command, &definition),
        interpreter: definition::named_interpreter(&arguments.command, &definition).map(str::to_owned),
        variables: definition.variables.into_iter().chain(arguments.env.iter().cloned()).collect(),
        folder,
        terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
    };
    tool.run(&container).await
}

fn folder(arguments: &Run) -> Result<Option<PathBuf>, Failure> {
    if arguments.no_mount {
        return Ok(None);
    }
    let folder = arguments.mount.clone().unwrap_or_else(|| ".".into());
    let found = folder.canonicalize().ok().filter(|folder| folder.is_dir());
    found.map(Some).ok_or_else(|| {
        Failure::new(
            code::INVALID_PARAMETER,
            format!("there is no folder {}", folder.display()),
            "Name a folder that exists with --mount, or run with --no-mount",
        )
    })
}

/// Has the image built, with the log beside the output of the command.
async fn built(client: &Client, version: Version) -> Result<Version, Failure> {
    let reference = VersionReference { environment: version.environment, version: version.version };
    let body = StartBuild { target: BuildTarget::Version(reference.clone()), rebuild: false, lock: None };
    let build: api::Build = client.post(path::BUILDS, &body).await?;
    follow(client, build, Told::Aside).await?;
    image::version(client, &reference).await
}
