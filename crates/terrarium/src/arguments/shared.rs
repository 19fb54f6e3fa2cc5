//! What several commands are told.

use super::FileKind;
use clap::Args;

/// How files and folders are read.
#[derive(Args)]
pub struct Reading {
    /// What a file is; told from the content when not given
    #[arg(long)]
    pub kind: Option<FileKind>,
    /// The path of the Dockerfile in a folder
    #[arg(long, default_value = crate::file::DOCKERFILE, value_name = "PATH")]
    pub dockerfile: String,
}

/// Where the workspace is, and who reads the answer.
#[derive(Args)]
pub struct Server {
    /// The address of the workspace
    #[arg(long, env = "TERRARIUM_SERVER", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub server: String,
    /// JSON, for machines
    #[arg(long)]
    pub json: bool,
}
