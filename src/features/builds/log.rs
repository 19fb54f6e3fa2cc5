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
    /// The number of the first line of an error in each step.
    first_errors: StoredValue<[Option<u64>; 3]>,
    stream: StoredValue<Option<Listening>>,
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
            first_errors: StoredValue::default(),
            stream: StoredValue::new(None),
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

    /// Where a line stands that is counted: its step and its place among the lines of that step.
    pub fn find(self, number: u64) -> Option<(StepKind, usize)> {
        STEPS.into_iter().zip(self.counts()).find_map(|(step, count)| {
            let at = self.lines(step).with_value(|lines| lines.binary_search_by_key(&number, |line| line.number));
            // Lines that came since the last count have no room in the page yet.
            at.ok().filter(|at| *at < count).map(|at| (step, at))
        })
    }

    /// The number of the first line of an error in the step that failed.
    pub fn first_error(self, failed: StepKind) -> Option<u64> {
        self.first_errors.get_value()[place(failed)]
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
            // Where lines are missing, the browser asks for the rest by itself.
            StreamEvent::Interrupted if !self.is_complete() => {}
            StreamEvent::Interrupted | StreamEvent::Closed => self.stop(),
        }
    }

    /// Whether nothing more will come: the build has ended, and all its lines are there.
    fn is_complete(self) -> bool {
        let is_over = |build: &Build| !matches!(build.state, BuildState::Queued | BuildState::Running);
        let is_whole = |build: &Build| self.last.get_value() >= build.log_lines;
        self.build.with_untracked(|build| build.as_ref().is_some_and(|build| is_over(build) && is_whole(build)))
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
        let at = place(line.step);
        if self.first_errors.get_value()[at].is_none() && is_error(&line.text) {
            self.first_errors.update_value(|errors| errors[at] = Some(line.number));
        }
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
