//! The texts of the page of a run.

use crate::components::log::LogLabels;
use api::RunTrouble;

pub const WHERE: &str = "Where this is";
pub const CANCEL: &str = "Cancel";
pub const CANCEL_KEY: &str = "cancel";
pub const AGAIN: &str = "Run again";
pub const AGAIN_KEY: &str = "run again";
pub const NO_SECRETS: &str =
    "The values of its secret variables are not stored. Submit it again where they are available";
pub const COMMAND: &str = "Command";
pub const SHELL: &str = "interpreted by a shell";
pub const USED: &str = "Environment of the run";
pub const VERSION: &str = "Version";
pub const IMAGE: &str = "Image";
pub const NO_IMAGE: &str = "none yet";
pub const BUILD: &str = "Build";
pub const FILES: &str = "Files";
pub const NO_FILES: &str = "an empty folder";
pub const EXPERIMENT: &str = "Experiment";
pub const VARIABLES: &str = "Variables of the run";
pub const VARIABLES_HINT: &str =
    "They are added to the variables of the environment and override those of the same name";
pub const VARIABLE: &str = "Variable";
pub const VALUE: &str = "Value";
pub const SECRET: &str = "secret";
pub const LOG: LogLabels = LogLabels { name: "Log of the run", waiting: "The log begins when the command starts" };

pub fn cancelled(id: i64) -> String {
    format!("Cancelled run {id}")
}

pub fn exit_code(code: i32) -> String {
    format!("exit code {code}")
}

/// The title of a failure; its message follows.
pub fn failure(kind: RunTrouble) -> &'static str {
    match kind {
        RunTrouble::Build => "The image could not be built",
        RunTrouble::Exit => "The command failed",
        RunTrouble::Command => "Command not found",
        RunTrouble::Interrupted => "The run was interrupted",
        RunTrouble::Time => "The run exceeded its time limit",
        RunTrouble::Machine => "The run could not be started",
    }
}
