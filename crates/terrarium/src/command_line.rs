//! The command line: all commands and the help that they share.

use crate::command::{
    AzureConfig, Build, Check, CheckFormat, ConfigForm, Evict, Export, Hash, Preview, Pull, Register, Run, Runs, Serve,
    Submit,
};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A workspace for machine-learning environments
///
/// An environment is a base image, Docker steps and packages.
///
/// Before you submit a definition, Terrarium shows whether it reuses an image, and if not, why.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
First steps:
  terrarium serve                          start a workspace, then open the address it prints
  terrarium preview environment.yml        would this reuse an image?
  terrarium register training environment.yml --build
                                           register a version and build its image
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
    /// Start a workspace with its console on this machine
    Serve(Box<Serve>),
    /// Print the image hash of files, without a server
    Hash(Hash),
    /// Check files for errors and common mistakes, without a server
    Check(Check),
    /// Show whether definitions would reuse an image, before submitting them
    Preview(Preview),
    /// Register a definition as the next version of an environment
    Register(Register),
    /// Build the image of a version or a file and follow the log
    Build(Build),
    /// Run a command in an environment, on this machine
    Run(Run),
    /// Run a command in an environment, on the machine of the workspace
    Submit(Submit),
    /// List the runs of the workspace, newest first
    Runs(Runs),
    /// Pull the image of an environment to this machine
    Pull(Pull),
    /// Free disk space: show which images would be removed, and remove them
    Evict(Evict),
    /// Export a version as a file for other tools
    Export(Export),
    /// Point Microsoft's SDKs for Azure Machine Learning at a workspace of this machine
    AzureConfig(AzureConfig),
}

impl Command {
    /// Whether the output, and so the error, is JSON.
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

    /// The exit code when Terrarium itself fails. `run` and `submit` leave the usual codes to the command that they run.
    pub fn failure_code(&self) -> ExitCode {
        if matches!(self, Self::Run(_) | Self::Submit(_)) { ExitCode::from(125) } else { ExitCode::FAILURE }
    }
}
