//! `terrarium run` and `terrarium pull`: environments on this machine.

use super::follow::{OutputMode, follow};
use crate::{
    client::Client,
    failure::Failure,
    local::{Container, Tool, ToolChoice},
    options::{Server, pair, version_or_latest},
    output::{print_json, print_line},
};
use api::{BuildTarget, Image, ImageState, StartBuild, Version, VersionReference, code, path};
use clap::Args;
use definition::{Definition, HASH_VERSION};
use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    process::ExitCode,
};

/// `terrarium run`.
#[derive(Args)]
#[command(after_help = "\
The current folder is mounted as /workspace, and the command starts there. `python` is that of the
environment. Its image is pulled once; Docker, Podman or buildah runs it, whichever works first. At a
terminal, Ctrl-C kills a command that buildah runs; with the others it can clean up.

Examples:
  terrarium run training -- python train.py
  terrarium run training:7 --env OMP_NUM_THREADS=4 -- python train.py --epochs 3
  cat rows.csv | terrarium run scoring -- python score.py

The exit code is that of the command, or 125 if it could not be run.")]
pub struct Run {
    /// An environment, or a version (NAME:VERSION)
    #[arg(value_name = "NAME[:VERSION]", value_parser = version_or_latest)]
    pub version: api::VersionReference,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true)]
    pub command: Vec<String>,
    /// A variable, NAME=VALUE, in addition to those of the definition; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub env: Vec<(String, String)>,
    /// The folder to mount as /workspace; by default the current one
    #[arg(long, value_name = "FOLDER")]
    pub mount: Option<PathBuf>,
    /// Do not mount a folder of this machine
    #[arg(long, conflicts_with = "mount")]
    pub no_mount: bool,
    /// Build the image first if there is none
    #[arg(long)]
    pub build: bool,
    /// The tool that runs it; by default the first that works
    #[arg(long, env = "TERRARIUM_TOOL")]
    pub tool: Option<ToolChoice>,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium pull`.
#[derive(Args)]
#[command(after_help = "\
Prints the image by digest, so that it can be used with other tools of this machine.

Examples:
  terrarium pull training
  docker run --rm -it $(terrarium pull training:7 --tool docker) python")]
pub struct Pull {
    /// An environment, or a version (NAME:VERSION)
    #[arg(value_name = "NAME[:VERSION]", value_parser = version_or_latest)]
    pub version: api::VersionReference,
    /// The tool that stores it; by default the first that works
    #[arg(long, env = "TERRARIUM_TOOL")]
    pub tool: Option<ToolChoice>,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// Runs the command; the exit code is its own.
///
/// # Errors
/// When there is no such version or image, no tool, or the command cannot be started.
pub async fn run(arguments: &Run) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let folder = mounted_folder(arguments)?;
    let tool = Tool::find(arguments.tool).await?;
    let mut version = fetch_version(&client, &arguments.version).await?;
    if arguments.build && version.image != ImageState::Cached {
        version = build_image(&client, version).await?;
    }
    let image = fetch_image(&client, &version).await?;
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

fn mounted_folder(arguments: &Run) -> Result<Option<PathBuf>, Failure> {
    if arguments.no_mount {
        return Ok(None);
    }
    let folder = arguments.mount.clone().unwrap_or_else(|| ".".into());
    let found = folder.canonicalize().ok().filter(|folder| folder.is_dir());
    found.map(Some).ok_or_else(|| {
        Failure::new(
            code::INVALID_PARAMETER,
            format!("there is no folder {}", folder.display()),
            "Use --mount with an existing folder, or --no-mount",
        )
    })
}

/// Builds the image, with its log on standard error.
async fn build_image(client: &Client, version: Version) -> Result<Version, Failure> {
    let reference = VersionReference { environment: version.environment, version: version.version };
    let body = StartBuild { target: BuildTarget::Version(reference.clone()), rebuild: false, lock: None };
    let build: api::Build = client.post(path::BUILDS, &body).await?;
    follow(client, build, OutputMode::StandardError).await?;
    fetch_version(client, &reference).await
}

/// Prints the image by digest; with `--json` as `{"reference", "tool"}`.
///
/// # Errors
/// When there is no such version or image, no tool, or the registry does not give the image.
pub async fn pull(arguments: &Pull) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let tool = Tool::find(arguments.tool).await?;
    let version = fetch_version(&client, &arguments.version).await?;
    let image = fetch_image(&client, &version).await?;
    tool.pull(&image.reference).await?;
    if arguments.server.json {
        print_json(&serde_json::json!({ "reference": image.reference, "tool": tool.program() }))?;
    } else {
        print_line(&image.reference)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A version; `latest` is the newest.
///
/// # Errors
/// When there is no such version, or the workspace does not answer.
async fn fetch_version(client: &Client, reference: &VersionReference) -> Result<Version, Failure> {
    client.get(&path::version(&reference.environment, &reference.version)).await
}

/// The image that a version is tied to, or else the current one of its hash.
///
/// # Errors
/// When there is none, with how to get one.
async fn fetch_image(client: &Client, version: &Version) -> Result<Image, Failure> {
    let Version { environment, version: number, .. } = version;
    if let Some(reason) = &version.no_hash {
        return Err(Failure::new(
            code::INVALID_DEFINITION,
            format!("{environment}:{number} has no hash under version {HASH_VERSION}: {reason}"),
            "Register a corrected version to build its image",
        ));
    }
    if version.image != ImageState::Cached {
        let what = match version.image {
            ImageState::Queued | ImageState::Building => "no image yet; it is being built",
            ImageState::Failed => "no image; its last build failed",
            ImageState::Lost => "no image; it is no longer in the registry",
            ImageState::None if version.former.iter().any(|former| former.has_image) => {
                "no image under this version of the hash; that of an older version is kept, but never reused"
            }
            ImageState::Cached | ImageState::None => "no image yet",
        };
        let help = if version.lost.is_some() {
            format!("`terrarium build --locked {environment}:{number}` rebuilds it with the same packages")
        } else {
            format!("Build it with `terrarium build {environment}:{number}`; `terrarium run --build` does both")
        };
        return Err(Failure::new(code::NOT_FOUND, format!("{environment}:{number} has {what}"), help));
    }
    let path = path::image(version.digests.image);
    client.get(&version.tied.as_ref().map_or(path.clone(), |manifest| format!("{path}?manifest={manifest}"))).await
}
