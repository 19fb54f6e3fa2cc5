//! The words of runs.

use crate::features::builds::Words;
use api::{Run, RunCommand, RunState, RunTrouble};

pub use crate::titles::RUNS as TITLE;
pub const NONE: &str = "Nothing was run yet";
pub const NONE_HELP: &str =
    "A run is a command in an environment, on the machine of the workspace. Submit one from a terminal:";
pub const NONE_FOUND: &str = "No run is like this";
pub const ALL: &str = "Show all runs";
pub const EXAMPLE: &str = "terrarium submit training -- python train.py";
pub const ENVIRONMENT: &str = "Environment";
pub const VERSION: &str = "Version";
pub const STATE: &str = "State";
pub const ANY: &str = "any";
pub const RUN: &str = "Run";
pub const TOOK: &str = "Took";
pub const EXIT_CODE: &str = "Exit code";
pub const SUBMITTED: &str = "Submitted";
pub const CANCEL: &str = "Cancel";
pub const AGAIN: &str = "Run again";
pub const NO_SECRETS: &str = "The values of its secret variables are not kept: submit it again from where they are";
pub const COMMAND: &str = "Command";
pub const COMMAND_PLACEHOLDER: &str = "python -c 'import sys; print(sys.version)'";
pub const NO_COMMAND: &str = "Write a command first";
pub const STARTS_AT_ONCE: &str = "Starts at once: the image is here";
pub const BUILDS_FIRST: &str = "Its image is built first";
pub const SHELL: &str = "read by a shell";
pub const USED: &str = "What it ran in";
pub const IMAGE: &str = "Image";
pub const NO_IMAGE: &str = "none yet";
pub const BUILD: &str = "Build";
pub const FILES: &str = "Files";
pub const NO_FILES: &str = "an empty folder";
pub const EXPERIMENT: &str = "Experiment";
pub const VARIABLES: &str = "Variables of the run";
pub const VARIABLES_HINT: &str = "Besides those of the environment, and in place of those with the same name";
pub const SECRET: &str = "secret";
pub const LOG: Words = Words { name: "Log of the run", waiting: "The log begins when the command does" };
pub const OF_VERSION: &str = "Runs";
pub const NONE_OF_VERSION: &str = "Nothing was run in it yet";
pub const ALL_OF_VERSION: &str = "All its runs";

/// A state as a word.
pub fn state(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "Queued",
        RunState::Building => "Building",
        RunState::Running => "Running",
        RunState::Completed => "Completed",
        RunState::Failed => "Failed",
        RunState::Cancelled => "Cancelled",
    }
}

/// A state as a choice.
pub fn choice(of: Option<RunState>) -> String {
    of.map_or_else(|| ANY.to_owned(), |of| state(of).to_lowercase())
}

/// What a failure is called, before its own words.
pub fn trouble(kind: RunTrouble) -> &'static str {
    match kind {
        RunTrouble::Build => "Its image could not be built",
        RunTrouble::Exit => "The command failed",
        RunTrouble::Command => "There is no such command",
        RunTrouble::Interrupted => "It was interrupted",
        RunTrouble::Time => "It took too long",
        RunTrouble::Machine => "It could not be run",
    }
}

/// What people call a run, or its command.
pub fn title(run: &Run) -> String {
    if run.display_name.is_empty() { command(&run.command) } else { run.display_name.clone() }
}

/// A command as a terminal would have it.
pub fn command(command: &RunCommand) -> String {
    match command {
        RunCommand::Shell(line) => line.clone(),
        RunCommand::Words(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
    }
}

fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=@%+,".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted_into_a_terminal() {
        let words = ["python", "-c", "print('hello')", ""].map(str::to_owned).to_vec();
        assert_eq!(command(&RunCommand::Words(words)), r"python -c 'print('\''hello'\'')' ''");
    }
}
