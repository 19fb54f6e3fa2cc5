//! `terrarium check`.

use super::{CheckFormat, FailOn, Reading};
use clap::Args;
use std::path::PathBuf;

/// `terrarium check`.
#[derive(Args)]
#[command(after_help = "\
Each line is FILE:LINE: SEVERITY RULE: MESSAGE; docs/CHECKS.md lists the rules. What can be mended with
one click is mended in the console. A file that the definition takes its packages from (`conda_file:`) is checked too.

Examples:
  terrarium check environment.yml Dockerfile
  terrarium check --fail-on warning environment.yml
  terrarium check --format sarif environment.yml > checks.sarif
  terrarium check --policy policy.yml environment.yml

The exit code is 1 when there are errors, or with --fail-on warning when there are warnings.")]
pub struct Check {
    /// Files with definitions, `-` reads standard input; folders with a Dockerfile, or that Azure's SDK saved
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The policy of a workspace, as `terrarium serve --policy` takes it
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// How the checks are written
    #[arg(long, default_value = "text")]
    pub format: CheckFormat,
    /// From which severity on the command fails
    #[arg(long, default_value = "error", value_name = "SEVERITY")]
    pub fail_on: FailOn,
}
