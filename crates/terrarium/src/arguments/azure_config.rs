//! What `terrarium azure-config` is told.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `terrarium azure-config`.
#[derive(Args)]
#[command(after_help = "\
Prints environment variables with a token, for a server that offers HTTPS. The key that signs the token
is read from the data folder, so only who may read that folder can make one; no server hands it out.

Examples:
  eval \"$(terrarium azure-config)\"                                 and says what to write in Python and R
  eval \"$(terrarium azure-config --data /srv/terrarium --hours 1)\"
  terrarium azure-config --form json | jq -r .TERRARIUM_TOKEN")]
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
