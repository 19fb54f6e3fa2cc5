//! `terrarium evict`.

use super::Server;
use api::amount::read_bytes;
use clap::Args;

/// `terrarium evict`.
#[derive(Args)]
#[group(id = "which", required = true, multiple = true, args = ["free", "unused", "older_than"])]
#[command(after_help = "\
Says what would go, and why, until --yes is given. Images that versions are tied to stay; of the others
the lock, the log and the history stay, so that they can be built again.

Examples:
  terrarium evict --free 10GB                                      what would go for 10 GB
  terrarium evict --free 10GB --yes
  terrarium evict --unused --older-than 30 --yes                   what nobody needs, after 30 days")]
pub struct Evict {
    /// How much room is to be free; no more images go than that takes
    #[arg(long, value_name = "SIZE", value_parser = read_bytes)]
    pub free: Option<u64>,
    /// Only images that nobody needs: of hashes that no version has, and those that a newer one replaced
    #[arg(long)]
    pub unused: bool,
    /// Only images that were neither built nor reused within this many days
    #[arg(long, value_name = "DAYS")]
    pub older_than: Option<u32>,
    /// Let them go; without it, it is only said which would
    #[arg(long)]
    pub yes: bool,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}
