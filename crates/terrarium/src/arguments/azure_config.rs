//! What `terrarium azure-config` is told.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `terrarium azure-config`.
#[derive(Args)]
pub struct AzureConfig {
    /// The data folder of the workspace, as `terrarium serve` has it
    #[arg(long, default_value = ".terrarium", value_name = "FOLDER")]
    pub data: PathBuf,
    /// For how many hours the token lets its bearer in
    #[arg(long, default_value_t = 12, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=8760))]
    pub hours: u32,
    /// How it is written
    #[arg(long, default_value = "shell")]
    pub form: ConfigForm,
}

/// How the configuration is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConfigForm {
    /// Lines that a shell evaluates
    Shell,
    /// One JSON object of environment variables
    Json,
}
