//! The command line.

mod azure_config;
mod build;
mod check;
mod choices;
mod evict;
mod export;
mod hash;
mod https;
mod limits;
mod local;
mod preview;
mod register;
mod serve;
mod shared;
mod submit;

pub use azure_config::{AzureConfig, ConfigForm};
pub use build::Build;
pub use check::Check;
pub use choices::{CheckFormat, EngineChoice, FailOn, FileKind, Form, TokenChoice, ToolChoice};
pub use evict::Evict;
pub use export::Export;
pub use hash::Hash;
pub use https::{Https, TlsAddress};
pub use limits::Limits;
pub use local::{Pull, Run};
pub use preview::Preview;
pub use register::Register;
pub use serve::Serve;
pub use shared::{Reading, Server};
pub use submit::{Runs, Submit};

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A workspace for machine-learning environments
///
/// An environment is a base image, Docker steps and packages.
///
/// Terrarium tells before you submit whether a definition reuses an image, and if not, why.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
First steps:
  terrarium serve                          bring up a workspace, then open the address it prints
  terrarium preview environment.yml        would this reuse an image?
  terrarium register training environment.yml --build
                                           make it a version and build its image
  terrarium run training -- python train.py
                                           run a command in it, on this machine
  terrarium submit training -- python train.py
                                           the same on the machine of the workspace"
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Bring up a workspace with its console on this machine
    Serve(Serve),
    /// Print the image hash of files, without a server
    Hash(Hash),
    /// Say what will surprise somebody about files, without a server
    Check(Check),
    /// Ask whether definitions would reuse an image, before submitting them
    Preview(Preview),
    /// Make a definition the next version of an environment
    Register(Register),
    /// Build the image of a version or a file and follow the log
    Build(Build),
    /// Run a command in an environment, on this machine
    Run(Run),
    /// Run a command in an environment, on the machine of the workspace
    Submit(Submit),
    /// List the runs of the workspace, newest first
    Runs(Runs),
    /// Bring the image of an environment to this machine
    Pull(Pull),
    /// Make room: say which images are worth least, and let them go
    Evict(Evict),
    /// Write a version as a file for other tools
    Export(Export),
    /// Point Microsoft's SDKs for Azure Machine Learning at a workspace of this machine
    AzureConfig(AzureConfig),
}

impl Command {
    /// Whether machines read what is printed.
    pub fn json(&self) -> bool {
        match self {
            Self::Serve(_) => false,
            Self::Hash(hash) => hash.json,
            Self::AzureConfig(config) => config.form == ConfigForm::Json,
            Self::Check(check) => check.format != CheckFormat::Text,
            Self::Preview(Preview { server, .. })
            | Self::Register(Register { server, .. })
            | Self::Build(Build { server, .. })
            | Self::Evict(Evict { server, .. })
            | Self::Run(Run { server, .. })
            | Self::Submit(Submit { server, .. })
            | Self::Runs(Runs { server, .. })
            | Self::Pull(Pull { server, .. })
            | Self::Export(Export { server, .. }) => server.json,
        }
    }

    /// The exit code when it fails by itself. What runs another command leaves that one its own codes.
    pub fn failed(&self) -> ExitCode {
        if matches!(self, Self::Run(_) | Self::Submit(_)) { ExitCode::from(125) } else { ExitCode::FAILURE }
    }
}

fn reference(text: &str) -> Result<api::VersionReference, String> {
    text.parse().map_err(|_| "write it as NAME:VERSION, for example training:7".into())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let written = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = written.ok_or("write it as NAME=VALUE, for example team=vision")?;
    Ok((name.into(), value.into()))
}
