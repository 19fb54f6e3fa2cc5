//! `terrarium preview`.

use super::{Reading, Server};
use clap::Args;
use std::path::PathBuf;

/// `terrarium preview`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium preview environment.yml
  terrarium preview --json environment.yml | jq -r .verdict        hit, miss or unknown")]
pub struct Preview {
    /// Files with definitions, `-` reads standard input; or folders with a Dockerfile, or that Azure's SDK saved
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}
