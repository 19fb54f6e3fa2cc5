//! `terrarium build`.

use super::{Reading, Server};
use clap::Args;
use std::path::PathBuf;

/// `terrarium build`.
#[derive(Args)]
#[command(after_help = "\
A build of the same definition that is under way is joined; an image that is there is reused.
The exit code is 0 when there is an image in the end, 1 when not.

Examples:
  terrarium build training:7
  terrarium build environment.yml
  terrarium build training:7 --rebuild                              unpinned packages may move
  terrarium build training:7 --locked                               its image again, as it was")]
pub struct Build {
    /// A version, NAME:VERSION, a file with a definition, or a folder with a Dockerfile, or that Azure's SDK saved
    #[arg(value_name = "VERSION|FILE|FOLDER")]
    pub target: PathBuf,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Build although there is an image; the older image keeps its digest
    #[arg(long)]
    pub rebuild: bool,
    /// Install exactly the packages of the image that the version has or had, whatever the indexes hold today
    #[arg(long)]
    pub locked: bool,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}
