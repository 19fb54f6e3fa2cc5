//! What is known of one build: its newest state and its log, fed by its event stream.

use crate::browser::events::{self, Listening, StreamEvent};
use api::{Build, BuildEvent, BuildState, LogLine, StepKind, path};
use leptos::prelude::*;
use std::time::Duration;

/// The steps, in order.
pub const STEPS: [StepKind; 3] = [StepKind::Stage, StepKind::Python, StepKind::Push];

/// The lines of one step.
pub type Lines = StoredValue<Vec<LogLine>>;

/// A build and its log. Lines are kept outside the reactive graph; `counts` tells how many there are of each step, at
/// most ten times a second however fast they come.
#[derive(Clone, Copy)]
pub struct Log {
    build: RwSignal<Option<Build>>,
    lines: [Lines; 3],
    counts: RwSignal<[usize; 3]>,
    last: StoredValue<u64>,
    told_soon: StoredValue<bool>,
    stream: StoredValue<Option<Listening>>,
    last_at_interruption: StoredValue<Option<u64>>,
}

/// How long lines are gathered before they are shown.
const GATHER: Duration = Duration::from_millis(100);

impl Log {
    /// Follows a build from its first line while the current owner lives.
    pub fn follow(id: i64) -> Self {
        let log = Self {
            build: RwSignal::new(None),
            lines: [StoredValue::default(), StoredValue::default(), StoredValue::default()],
            counts: RwSignal::new([0; 3]),
            last: StoredValue::new(0),
            told_soon: StoredValue::new(false),
            stream: StoredValue::new(None),
            last_at_interruption: StoredValue::new(None),
        };
        log.stream.set_value(Some(events::listen(&path::build_events(id), move |event| log.hear(event))));
        log
    }

    /// The newest state of the build that the stream told.
    pub fn build(self) -> Option<Build> {
        self.build.get()
    }

    /// How many lines each step has.
    pub fn counts(self) -> [usize; 3] {
        self.counts.get()
    }

    /// The lines of a step.
    pub fn lines(self, step: StepKind) -> Lines {
        self.lines[place(step)]
    }

    /// Where a line stands: its step and its place among the lines of that step.
    pub fn find(self, number: u64) -> Option<(StepKind, usize)> {
        STEPS.into_iter().find_map(|step| {
            let at = self.lines(step).with_value(|lines| lines.binary_search_by_key(&number, |line| line.number));
            at.ok().map(|at| (step, at))
        })
    }

    /// The number of the first line of an error in the step that failed.
    pub fn first_error(self, failed: StepKind) -> Option<u64> {
        self.lines(failed).with_value(|lines| lines.iter().find(|line| is_error(&line.text)).map(|line| line.number))
    }

    /// The whole log as text.
    pub fn text(self) -> String {
        let mut all = String::new();
        for step in STEPS {
            self.lines(step).with_value(|lines| {
                for line in lines {
                    all.push_str(&super::ansi::plain(&line.text));
                    all.push('\n');
                }
            });
        }
        all
    }

    fn hear(self, event: StreamEvent) {
        match event {
            StreamEvent::Open => {}
            StreamEvent::Data(data) => match serde_json::from_str(&data) {
                Ok(BuildEvent::Lines(lines)) => lines.into_iter().for_each(|line| self.add(line)),
                Ok(BuildEvent::Build(build)) => self.build.set(Some(*build)),
                // A newer server may say more than this page knows; the page itself is asked for apart.
                Err(_) => {}
            },
            StreamEvent::Interrupted if self.is_complete() => self.stop(),
            StreamEvent::Interrupted => self.last_at_interruption.set_value(Some(self.last.get_value())),
            StreamEvent::Closed => self.stop(),
        }
    }

    /// Whether nothing more will come: the build has ended, and either all lines are there or asking again brought none.
    fn is_complete(self) -> bool {
        let last = self.last.get_value();
        self.build.with_untracked(|build| {
            let ended = build.as_ref().filter(|build| !matches!(build.state, BuildState::Queued | BuildState::Running));
            ended.is_some_and(|build| last >= build.log_lines || self.last_at_interruption.get_value() == Some(last))
        })
    }

    fn stop(self) {
        if let Some(stream) = self.stream.get_value() {
            stream.stop();
        }
    }

    fn add(self, line: LogLine) {
        // A stream that was interrupted may repeat lines.
        if line.number <= self.last.get_value() {
            return;
        }
        self.last.set_value(line.number);
        self.lines(line.step).update_value(|lines| lines.push(line));
        if !self.told_soon.get_value() {
            self.told_soon.set_value(true);
            set_timeout(move || self.tell(), GATHER);
        }
    }

    fn tell(self) {
        // The view may be gone by now, and its values with it.
        if self.told_soon.try_set_value(false).is_none() {
            self.counts.try_set(STEPS.map(|step| self.lines(step).with_value(Vec::len)));
        }
    }
}

fn place(step: StepKind) -> usize {
    match step {
        StepKind::Stage => 0,
        StepKind::Python => 1,
        StepKind::Push => 2,
    }
}

/// Whether a line tells of an error.
pub fn is_error(text: &str) -> bool {
    let text = super::ansi::plain(text);
    let start = text.trim_start();
    ["error", "ERROR", "Error", "fatal", "E: ", "\u{d7} "].iter().any(|word| start.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::is_error;

    #[test]
    fn errors_are_known_by_how_their_lines_begin() {
        assert!(is_error("error: No solution found when resolving dependencies"));
        assert!(is_error("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: no such package"));
        assert!(is_error("  E: Unable to locate package libgomp9"));
        assert!(!is_error("Downloading error-handling 1.2"));
    }
}
