//! `terrarium register`.

use super::{Reading, Server, pair};
use clap::Args;
use std::path::PathBuf;

/// `terrarium register`.
#[derive(Args)]
#[command(after_help = "\
The same definition again gives the version that is there; nothing is written.

Examples:
  terrarium register training environment.yml
  terrarium register training environment.yml --build              and build its image
  terrarium register training Dockerfile --version 2.1 --tag team=vision
  terrarium register vision ./vision                               a folder that its Dockerfile copies from
  terrarium register training ./saved                              an environment that Azure's SDK saved to a folder

A file that the definition takes its packages from (`conda_file:`, `condaDependenciesFile:`) is read with it; one that is not
there is an error. What the folder's .dockerignore names stays here; what the workspace has is not sent again.")]
pub struct Register {
    /// The name of the environment
    pub name: String,
    /// The file with the definition, `-` reads standard input; or a folder with a Dockerfile, or that Azure's SDK saved
    #[arg(value_name = "FILE|FOLDER")]
    pub file: PathBuf,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The version; without it the next number
    #[arg(long)]
    pub version: Option<String>,
    /// What the environment is for
    #[arg(long, default_value = "")]
    pub description: String,
    /// A tag, NAME=VALUE; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub tag: Vec<(String, String)>,
    /// Build its image when there is none, and follow the log
    #[arg(long)]
    pub build: bool,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}
