//! `terrarium hash`.

use super::Reading;
use clap::Args;
use std::path::PathBuf;

/// `terrarium hash`.
#[derive(Args)]
#[command(after_help = "\
Two files with the same image hash build the same image: order, case and blanks do not count.

Examples:
  terrarium hash Dockerfile
  terrarium hash --base-image python:3.12 environment.yml requirements.txt
  terrarium hash --json --base-image python:3.12 environment.yml | jq -r .digests.image

With --json each line is {\"file\", \"digests\": {base, steps, python, spark, stage, image}} or
{\"file\", \"error\": {message, line}}. The exit code is 1 when any file has no hash.")]
pub struct Hash {
    /// Files with definitions, `-` reads standard input; or folders with a Dockerfile, or that Azure's SDK saved
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The base image of files that name none
    #[arg(long, value_name = "REFERENCE")]
    pub base_image: Option<String>,
    /// One JSON object a line, for machines
    #[arg(long)]
    pub json: bool,
}
