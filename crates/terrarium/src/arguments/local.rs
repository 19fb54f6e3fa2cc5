//! The command line of what happens on this machine.

use super::{Server, ToolChoice, pair};
use clap::Args;
use std::path::PathBuf;

/// `terrarium run`.
#[derive(Args)]
#[command(after_help = "\
The command sees the folder it was started in as /workspace, and begins there. `python` is that of the
environment. Its image is pulled once; Docker, Podman or buildah runs it, whichever works first. At a
terminal, Ctrl-C ends a command that buildah runs at once; the others let it clear up.

Examples:
  terrarium run training -- python train.py
  terrarium run training:7 --env OMP_NUM_THREADS=4 -- python train.py --epochs 3
  cat rows.csv | terrarium run scoring -- python score.py

The exit code is that of the command, or 125 when it could not be run.")]
pub struct Run {
    /// An environment, or a version of it, NAME:VERSION
    #[arg(value_name = "NAME[:VERSION]", value_parser = newest)]
    pub version: api::VersionReference,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true)]
    pub command: Vec<String>,
    /// A variable, NAME=VALUE, besides those of the definition; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub env: Vec<(String, String)>,
    /// The folder that the command sees as /workspace; without it the current one
    #[arg(long, value_name = "FOLDER")]
    pub mount: Option<PathBuf>,
    /// Let the command see no folder of this machine
    #[arg(long, conflicts_with = "mount")]
    pub no_mount: bool,
    /// Build the image first when there is none
    #[arg(long)]
    pub build: bool,
    /// The tool that runs it; without it the first that works
    #[arg(long, env = "TERRARIUM_TOOL")]
    pub tool: Option<ToolChoice>,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium pull`.
#[derive(Args)]
#[command(after_help = "\
Prints the image by digest, as other tools of this machine take it.

Examples:
  terrarium pull training
  docker run --rm -it $(terrarium pull training:7 --tool docker) python")]
pub struct Pull {
    /// An environment, or a version of it, NAME:VERSION
    #[arg(value_name = "NAME[:VERSION]", value_parser = newest)]
    pub version: api::VersionReference,
    /// The tool that keeps it; without it the first that works
    #[arg(long, env = "TERRARIUM_TOOL")]
    pub tool: Option<ToolChoice>,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// A version; the newest where none is named.
fn newest(text: &str) -> Result<api::VersionReference, String> {
    let whole = if text.contains(':') { text.to_owned() } else { format!("{text}:latest") };
    whole.parse().map_err(|_| "write it as NAME or NAME:VERSION, for example training:7".into())
}
