//! The lines of engines and installers on their way to the events of a build. The last ones are kept: the cause of a failure
//! is read from them, and the lines that an engine adds when a command has ended say how it ended.

use crate::event::{EventSender, Step, send_line};
use std::{collections::VecDeque, future::Future};
use tokio::sync::mpsc;

const MAX_TAIL_LINES: usize = 200;
const MAX_LINES_AHEAD: usize = 16;

/// Does something that logs lines, and forwards them as events of a step.
pub(crate) async fn with_lines<T, F: Future<Output = T>>(
    step: Step,
    events: &EventSender,
    work: impl FnOnce(mpsc::Sender<String>) -> F,
) -> T {
    let (sender, mut received) = mpsc::channel(MAX_LINES_AHEAD);
    let forward = async {
        while let Some(line) = received.recv().await {
            send_line(events, step, line).await;
        }
    };
    tokio::join!(work(sender), forward).0
}

/// Does the same, and returns the last lines.
pub(crate) async fn with_tail<T, F: Future<Output = T>>(
    step: Step,
    events: &EventSender,
    work: impl FnOnce(mpsc::Sender<String>) -> F,
) -> (T, Vec<String>) {
    let (sender, mut received) = mpsc::channel::<String>(MAX_LINES_AHEAD);
    let mut tail = VecDeque::with_capacity(MAX_TAIL_LINES);
    let forward = async {
        while let Some(line) = received.recv().await {
            if tail.len() == MAX_TAIL_LINES {
                tail.pop_front();
            }
            tail.push_back(line.clone());
            send_line(events, step, line).await;
        }
    };
    let (outcome, ()) = tokio::join!(work(sender), forward);
    (outcome, tail.into())
}

/// The maximum number of an engine's own last lines, and of lines before them that may explain a failure.
const MAX_ENDING_LINES: usize = 8;
/// What buildah calls signals, with their numbers.
const SIGNALS: [(&str, i32); 7] = [
    ("killed", 9),
    ("segmentation fault", 11),
    ("terminated", 15),
    ("aborted", 6),
    ("interrupt", 2),
    ("hangup", 1),
    ("illegal instruction", 4),
];

/// The last lines of a command and of its engine.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    /// The engine's own last words.
    own: VecDeque<String>,
    /// The last lines before them.
    before: VecDeque<String>,
}

impl Ending {
    /// Why the command did not start, when it did not. `refused` says that the engine failed, so that nothing was written by
    /// a command.
    pub(crate) fn not_started(&self, refused: bool) -> Option<&str> {
        let own = self.own.iter().filter_map(|line| line.strip_prefix(NOT_STARTED));
        let before = self.before.iter().filter_map(|line| line.strip_prefix("Error: ")).filter(|_| refused);
        own.chain(before).find_map(|message| {
            let message = message.split("process exited with error").next().unwrap_or(message).trim();
            let missing =
                ["executable file not found", "not found in $PATH"].iter().any(|words| message.contains(words));
            let cannot = ["no such file or directory", "permission denied", "exec format error"];
            let cannot = message.contains("exec") && cannot.iter().any(|words| message.contains(words));
            (missing || cannot).then_some(message)
        })
    }

    /// The number of the signal that ended the command, when one did.
    pub(crate) fn signal(&self) -> Option<i32> {
        let message = self.own.iter().find_map(|line| line.strip_prefix("subprocess exited on "))?;
        SIGNALS.iter().find(|(word, _)| *word == message.trim()).map(|(_, number)| *number)
    }

    /// The last lines that were told.
    pub(crate) fn tail(&self) -> Vec<String> {
        self.before.iter().cloned().collect()
    }

    fn remember(&mut self, line: String) {
        if self.before.len() == MAX_ENDING_LINES {
            self.before.pop_front();
        }
        self.before.push_back(line);
    }
}

const NOT_STARTED: &str = "process failed to start with error: ";

/// Whether buildah writes such a line after a command.
fn is_own(line: &str) -> bool {
    let starts = ["subprocess exited with status ", "subprocess exited on ", NOT_STARTED, "Error: exit status "];
    starts.iter().any(|start| line.starts_with(start))
}

/// Runs a command that logs lines. Forwards those before the engine's own last ones, and returns these.
pub(crate) async fn with_ending<T, E, F: Future<Output = Result<T, E>>>(
    step: Step,
    events: &EventSender,
    work: impl FnOnce(mpsc::Sender<String>) -> F,
) -> (Result<T, E>, Ending) {
    let (sender, mut received) = mpsc::channel(16);
    let mut ending = Ending::default();
    let forward = async {
        while let Some(line) = received.recv().await {
            let line: String = line;
            let own = is_own(&line);
            while !ending.own.is_empty() && (!own || ending.own.len() == MAX_ENDING_LINES) {
                // The command wrote it after all: it goes on.
                let line = ending.own.pop_front().unwrap_or_default();
                send_line(events, step, line.clone()).await;
                ending.remember(line);
            }
            if own {
                ending.own.push_back(line);
            } else {
                send_line(events, step, line.clone()).await;
                ending.remember(line);
            }
        }
    };
    let (outcome, ()) = tokio::join!(work(sender), forward);
    if outcome.is_ok() {
        for line in std::mem::take(&mut ending.own) {
            send_line(events, step, line).await;
        }
    }
    (outcome, ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;

    /// The lines that are forwarded of a command that wrote these lines and ended like this, and its ending.
    async fn logged(lines: &[&str], outcome: Result<(), ()>) -> (Vec<String>, Ending) {
        let (events, mut received) = mpsc::channel(64);
        let work = |sender: mpsc::Sender<String>| async move {
            for line in lines {
                sender.send((*line).to_owned()).await.unwrap();
            }
            outcome
        };
        let (_, ending) = with_ending(Step::Command, &events, work).await;
        drop(events);
        let mut forwarded = Vec::new();
        while let Some(Event::Line(_, line)) = received.recv().await {
            forwarded.push(line);
        }
        (forwarded, ending)
    }

    #[tokio::test]
    async fn the_log_ends_with_the_last_line_of_the_command() {
        let own = ["subprocess exited with status 3", "subprocess exited with status 3", "Error: exit status 3"];
        let lines = [&["one", "Error: mine", own[0], "two", "Error: mine too"][..], &own].concat();
        let (told, ending) = logged(&lines, Err(())).await;
        assert_eq!(told, lines[..5]);
        assert_eq!((ending.not_started(false), ending.signal()), (None, None));
    }

    #[tokio::test]
    async fn what_ended_well_wrote_every_line_itself() {
        let lines = ["subprocess exited with status 3"];
        assert_eq!(logged(&lines, Ok(())).await.0, lines);
    }

    #[tokio::test]
    async fn a_command_that_did_not_start_is_told_from_one_that_ended() {
        let line = "process failed to start with error: exec: \"nosuch\": executable file not found in $PATHprocess exited \
                    with error: exec: not startedsubprocess exited with status 1";
        let (lines, ending) = logged(&[line, "Error: exit status 1"], Err(())).await;
        assert_eq!(
            (lines.len(), ending.not_started(false)),
            (0, Some("exec: \"nosuch\": executable file not found in $PATH"))
        );
        let refused = [
            "Error: runc create failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH",
        ];
        let (lines, ending) = logged(&refused, Err(())).await;
        assert_eq!((lines.len(), ending.not_started(false)), (1, None));
        assert!(ending.not_started(true).is_some());
    }

    #[tokio::test]
    async fn a_signal_is_known_by_its_name() {
        let lines = ["subprocess exited on killed", "subprocess exited with status 1", "Error: exit status 1"];
        assert_eq!(logged(&lines, Err(())).await.1.signal(), Some(9));
    }
}
