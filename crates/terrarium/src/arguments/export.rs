//! `terrarium export`.

use super::{Form, Server, reference};
use clap::Args;

/// `terrarium export`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium export training:7 --form conda > environment.yml
  terrarium export training:7 --form lock                           what was really installed
  terrarium export training:7 --form spdx > bill.spdx.json          a bill of materials; also: cyclonedx")]
pub struct Export {
    /// A version, NAME:VERSION
    #[arg(value_name = "VERSION", value_parser = reference)]
    pub version: api::VersionReference,
    /// The form of the file
    #[arg(long, default_value = "v1")]
    pub form: Form,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}
