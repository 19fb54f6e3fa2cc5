//! The command line of runs on the machine of the workspace.

use super::{Reading, Server};
use clap::Args;
use std::path::PathBuf;

/// `terrarium submit`.
#[derive(Args)]
pub struct Submit {
    /// An environment, a version of it, NAME:VERSION, a file with a definition, or a folder with a Dockerfile
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
