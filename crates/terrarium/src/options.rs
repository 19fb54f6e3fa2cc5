//! Options that several commands share, and how their values are parsed.

use api::VersionReference;
use clap::{Args, ValueEnum};

/// The path of the Dockerfile in a folder, unless --dockerfile names another.
pub const DEFAULT_DOCKERFILE: &str = "Dockerfile";

/// How files and folders are read.
#[derive(Args)]
pub struct Reading {
    /// The kind of file; recognised by its content by default
    #[arg(long)]
    pub kind: Option<FileKind>,
    /// The path of the Dockerfile in a folder
    #[arg(long, default_value = DEFAULT_DOCKERFILE, value_name = "PATH")]
    pub dockerfile: String,
}

/// Which workspace is asked, and how the answer is printed.
#[derive(Args)]
pub struct Server {
    /// The address of the workspace
    #[arg(long, env = "TERRARIUM_SERVER", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub server: String,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// A kind of file.
#[derive(Clone, Copy, ValueEnum)]
pub enum FileKind {
    /// A conda environment file
    Conda,
    /// A pip requirements file
    Requirements,
    /// A Dockerfile
    Dockerfile,
    /// Azure's v1 JSON
    V1,
    /// Azure's v2 YAML
    V2,
}

impl From<FileKind> for definition::Kind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Conda => Self::Conda,
            FileKind::Requirements => Self::Requirements,
            FileKind::Dockerfile => Self::Dockerfile,
            FileKind::V1 => Self::V1,
            FileKind::V2 => Self::V2,
        }
    }
}

/// Parses `NAME:VERSION`.
pub fn version_reference(text: &str) -> Result<VersionReference, String> {
    text.parse().map_err(|_| "write it as NAME:VERSION, for example training:7".into())
}

/// Parses `NAME[:VERSION]`; without a version it is the newest.
pub fn version_or_latest(text: &str) -> Result<VersionReference, String> {
    with_version(text).parse().map_err(|_| "write it as NAME or NAME:VERSION, for example training:7".into())
}

/// `NAME:latest` for a name alone.
pub fn with_version(text: &str) -> String {
    if text.contains(':') { text.to_owned() } else { format!("{text}:latest") }
}

/// Parses `NAME=VALUE`.
pub fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = pair.ok_or("write it as NAME=VALUE, for example team=vision")?;
    Ok((name.into(), value.into()))
}
