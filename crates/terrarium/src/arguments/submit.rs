//! The command line of runs on the machine of the workspace.

use super::{Reading, Server};
use clap::Args;
use std::path::PathBuf;

/// `terrarium submit`.
#[derive(Args)]
#[command(after_help = "\
A file or folder with a definition is registered when it is new; the image is built when there is none.
Its log goes to standard error, the output of the command to standard output. The run goes on when you
leave: `terrarium runs` and the console show it.

Examples:
  terrarium submit training -- python train.py
  terrarium submit training:7 --folder . --env EPOCHS=3 -- python train.py
  terrarium submit environment.yml --env HF_TOKEN -- python -c 'import numpy'
  terrarium submit training --detach -- sh -c 'python train.py && python score.py'

The files of --folder are in /workspace, where the command starts; what it writes there is not kept. The
value of a variable that is a secret, by its name or its form, is not shown, and not kept once the run
has begun.

The exit code is that of the command, 127 when there is no such command, or 125 when it could not be run.")]
pub struct Submit {
    /// An environment, a version of it, NAME:VERSION, a file with a definition, or a folder with a Dockerfile, or that Azure's SDK saved
    #[arg(value_name = "NAME[:VERSION]|FILE|FOLDER")]
    pub target: PathBuf,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true)]
    pub command: Vec<String>,
    /// The environment that a file becomes a version of; without it one that lists leave out
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// A variable, NAME=VALUE, or NAME with its value here; may be given several times
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = variable)]
    pub env: Vec<(String, String)>,
    /// A folder whose files the command finds in /workspace, without what its .dockerignore names
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// What people call the run
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub display_name: String,
    /// Do not wait for its end: print its number
    #[arg(long)]
    pub detach: bool,
    /// How a file or folder is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium runs`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium runs
  terrarium runs --environment training --state failed
  terrarium runs --json | jq -r 'select(.state == \"failed\") | .failure.message'")]
pub struct Runs {
    /// Those in this environment
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Those in this state: queued, building, running, completed, failed or cancelled
    #[arg(long)]
    pub state: Option<String>,
    /// How many, 1 to 200
    #[arg(long, default_value_t = 20, value_name = "NUMBER")]
    pub limit: u32,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// A variable with its value, or with the value that it has here.
fn variable(text: &str) -> Result<(String, String), String> {
    if text.contains('=') {
        return super::pair(text);
    }
    let value = std::env::var(text).map_err(|_| format!("{text} has no value here; write it as NAME=VALUE"))?;
    Ok((text.to_owned(), value))
}
