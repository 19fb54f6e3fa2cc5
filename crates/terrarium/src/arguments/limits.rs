//! What builds and runs may take.

use api::amount::{read_bytes, read_duration};
use clap::Args;

/// What builds and runs may take.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// How many builds run at once
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub parallel_builds: u32,
    /// How long a build may take; one that takes longer is stopped, and its finished steps are kept
    #[arg(long, default_value = "2h", value_name = "TIME", value_parser = read_duration)]
    pub build_time_limit: u64,
    /// How many commands run at once
    #[arg(long, default_value_t = 2, value_name = "NUMBER")]
    pub parallel_runs: u32,
    /// How long a command may run; one that takes longer is stopped
    #[arg(long, default_value = "24h", value_name = "TIME", value_parser = read_duration)]
    pub run_time_limit: u64,
    /// How large an image may be, the sum of its compressed layers
    #[arg(long, default_value = "30GB", value_name = "SIZE", value_parser = read_bytes)]
    pub image_limit: u64,
    /// How many lines of a log are kept, besides its end
    #[arg(long, default_value_t = 200_000, value_name = "NUMBER")]
    pub log_lines: u64,
    /// How much of a log is kept, besides its end
    #[arg(long, default_value = "64MB", value_name = "SIZE", value_parser = read_bytes)]
    pub log_size: u64,
    /// How much room builds leave on the disk of the data folder: they are stopped when less is left
    #[arg(long, default_value = "250MB", value_name = "SIZE", value_parser = read_bytes)]
    pub keep_free: u64,
    /// How much the caches of packages and byte code may take; what was used longest ago goes first
    #[arg(long, default_value = "20GB", value_name = "SIZE", value_parser = read_bytes)]
    pub cache_limit: u64,
    /// How long a build waits for a registry or index that does not answer, or neither takes nor gives anything
    #[arg(long, default_value = "1min", value_name = "TIME", value_parser = read_duration)]
    pub registry_patience: u64,
}

impl From<&Limits> for api::Limits {
    fn from(limits: &Limits) -> Self {
        Self {
            parallel_builds: limits.parallel_builds,
            build_time: limits.build_time_limit,
            parallel_runs: limits.parallel_runs,
            run_time: limits.run_time_limit,
            log_lines: limits.log_lines,
            log_size: limits.log_size,
            image_size: limits.image_limit,
            keep_free: limits.keep_free,
            caches: limits.cache_limit,
        }
    }
}
