//! Runs in words.

use super::builds::elapsed;
use crate::{reactive::live_if, state::clock::use_now, ui::words};
use api::{Run, RunCommand};
use leptos::prelude::*;

/// The name of a run, or its command.
pub fn run_title(run: &Run) -> String {
    if run.display_name.is_empty() { command_line(&run.command) } else { run.display_name.clone() }
}

/// A command as it is typed in a terminal.
pub fn command_line(command: &RunCommand) -> String {
    match command {
        RunCommand::Shell(line) => line.clone(),
        RunCommand::Words(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
    }
}

fn quoted(word: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=@%+,".contains(sign);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// How long the command took, or has taken so far.
pub fn run_duration(run: &Run) -> AnyView {
    let now = use_now();
    let (start, end) = (run.started_at.clone(), run.finished_at.clone());
    live_if(move || elapsed(start.as_deref(), end.as_deref(), now.get()).map(words::duration))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted_into_a_terminal() {
        let words = ["python", "-c", "print('hello')", ""].map(str::to_owned).to_vec();
        assert_eq!(command_line(&RunCommand::Words(words)), r"python -c 'print('\''hello'\'')' ''");
    }
}
