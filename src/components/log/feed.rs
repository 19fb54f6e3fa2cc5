//! The newest state of a build or run and the lines of its log, from its event stream.

use crate::browser::events::{self, Listening, StreamEvent};
use api::{Build, BuildEvent, BuildState, BuildStep, LogLine, Run, RunEvent, RunState, StepKind, StepState, path};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The steps of a build, in order.
const BUILD_STEPS: [StepKind; MAX_STEPS] = [StepKind::Stage, StepKind::Python, StepKind::Push, StepKind::Trial];
pub const MAX_STEPS: usize = 4;
/// The only step of a run.
const RUN_STEPS: [StepKind; 1] = [StepKind::Command];

/// The lines of one step.
pub type Lines = StoredValue<Vec<LogLine>>;

/// A log. Its lines are outside the reactive graph. `counts` has the number of lines of each step and changes at most ten
/// times a second, however fast lines arrive.
#[derive(Clone, Copy)]
pub struct Log {
    steps: &'static [StepKind],
    lines: [Lines; MAX_STEPS],
    counts: RwSignal<[usize; MAX_STEPS]>,
    last: StoredValue<u64>,
    flush_scheduled: StoredValue<bool>,
    /// The number of the first line of an error in each step.
    first_errors: StoredValue<[Option<u64>; MAX_STEPS]>,
    /// The number of all lines, once it is final.
    total: StoredValue<Option<u64>>,
    stream: StoredValue<Option<Listening>>,
}

/// The build or run that writes a log, as far as the log shows it.
#[derive(Clone, PartialEq)]
pub struct LogSource {
    pub is_waiting: bool,
    pub is_over: bool,
    /// The sections of the log.
    pub steps: Vec<BuildStep>,
    /// The name of the file for a download.
    pub file: String,
}

impl LogSource {
    pub fn build(build: &Build) -> Self {
        Self {
            is_waiting: build.state == BuildState::Queued,
            is_over: !matches!(build.state, BuildState::Queued | BuildState::Running),
            steps: build.steps.clone(),
            file: format!("build-{}.log", build.id),
        }
    }

    /// A run has one step, its command.
    pub fn run(run: &Run) -> Self {
        let state = match run.state {
            RunState::Queued | RunState::Building => StepState::Waiting,
            RunState::Running => StepState::Running,
            RunState::Completed => StepState::Done,
            RunState::Failed | RunState::Cancelled => StepState::Failed,
        };
        let (started_at, finished_at) = (run.started_at.clone(), run.finished_at.clone());
        let step = BuildStep {
            kind: StepKind::Command,
            state,
            started_at,
            finished_at,
            detail: String::new(),
            expected: None,
        };
        Self {
            is_waiting: state == StepState::Waiting,
            is_over: run.state.is_over(),
            steps: vec![step],
            file: format!("run-{}.log", run.id),
        }
    }

    pub fn failed_step(&self) -> Option<StepKind> {
        self.steps.iter().find(|step| step.state == StepState::Failed).map(|step| step.kind)
    }
}

/// How long lines are collected before they are shown.
const FLUSH_INTERVAL: Duration = Duration::from_millis(100);

/// An event of the stream.
enum Update {
    Lines(Vec<LogLine>),
    /// The build or run changed; with the number of all lines when it is over.
    State(Option<u64>),
}

/// Follows a build from its first line while the current owner lives: its log and its newest state.
pub fn follow_build(id: i64) -> (Log, RwSignal<Option<Build>>) {
    let state = RwSignal::new(None);
    let read = move |event| match event {
        BuildEvent::Lines(lines) => Update::Lines(lines),
        BuildEvent::Build(build) => {
            let total = LogSource::build(&build).is_over.then_some(build.log_lines);
            state.set(Some(*build));
            Update::State(total)
        }
    };
    (Log::follow(&path::build_events(id), &BUILD_STEPS, read), state)
}

/// Follows a run in the same way.
pub fn follow_run(id: i64) -> (Log, RwSignal<Option<Run>>) {
    let state = RwSignal::new(None);
    let read = move |event| match event {
        RunEvent::Lines(lines) => Update::Lines(lines),
        RunEvent::Run(run) => {
            let total = run.state.is_over().then_some(run.log_lines);
            state.set(Some(*run));
            Update::State(total)
        }
    };
    (Log::follow(&path::run_events(id), &RUN_STEPS, read), state)
}

impl Log {
    fn follow<T: DeserializeOwned>(
        path: &str,
        steps: &'static [StepKind],
        read: impl Fn(T) -> Update + Copy + 'static,
    ) -> Self {
        let log = Self {
            steps,
            lines: std::array::from_fn(|_| StoredValue::default()),
            counts: RwSignal::default(),
            last: StoredValue::new(0),
            flush_scheduled: StoredValue::new(false),
            first_errors: StoredValue::default(),
            total: StoredValue::new(None),
            stream: StoredValue::new(None),
        };
        log.stream.set_value(Some(events::listen(path, move |event| log.handle(event, &read))));
        log
    }

    pub fn steps(self) -> &'static [StepKind] {
        self.steps
    }

    /// The number of lines of each step.
    pub fn counts(self) -> [usize; MAX_STEPS] {
        self.counts.get()
    }

    pub fn lines(self, step: StepKind) -> Lines {
        self.lines[self.index(step)]
    }

    /// The step of a line and its index in it; `None` for a line that is not counted yet.
    pub fn find(self, number: u64) -> Option<(StepKind, usize)> {
        self.steps.iter().copied().zip(self.counts()).find_map(|(step, count)| {
            let at = self.lines(step).with_value(|lines| lines.binary_search_by_key(&number, |line| line.number));
            at.ok().filter(|at| *at < count).map(|at| (step, at))
        })
    }

    /// The number of the first line of an error in the step that failed.
    pub fn first_error(self, failed: StepKind) -> Option<u64> {
        self.first_errors.get_value()[self.index(failed)]
    }

    /// The whole log as text.
    pub fn text(self) -> String {
        let mut all = String::new();
        for step in self.steps {
            self.lines(*step).with_value(|lines| {
                for line in lines {
                    all.push_str(&super::ansi::plain(&line.text));
                    all.push('\n');
                }
            });
        }
        all
    }

    fn handle<T: DeserializeOwned>(self, event: StreamEvent, read: &impl Fn(T) -> Update) {
        match event {
            StreamEvent::Open => {}
            // A newer server may send events that this console does not know; the page has its own request for the state.
            StreamEvent::Data(data) => match serde_json::from_str(&data).map(read) {
                Ok(Update::Lines(lines)) => lines.into_iter().for_each(|line| self.add(line)),
                Ok(Update::State(total)) => self.total.set_value(total),
                Err(_) => {}
            },
            // The browser reconnects by itself and asks for the missing lines.
            StreamEvent::Interrupted if !self.is_complete() => {}
            StreamEvent::Interrupted | StreamEvent::Closed => self.stop(),
        }
    }

    /// Whether all lines of a finished build or run have arrived.
    fn is_complete(self) -> bool {
        self.total.get_value().is_some_and(|total| self.last.get_value() >= total)
    }

    fn stop(self) {
        if let Some(stream) = self.stream.get_value() {
            stream.stop();
        }
    }

    fn add(self, line: LogLine) {
        // A stream repeats lines after an interruption.
        if line.number <= self.last.get_value() {
            return;
        }
        self.last.set_value(line.number);
        let at = self.index(line.step);
        if self.first_errors.get_value()[at].is_none() && is_error(&line.text) {
            self.first_errors.update_value(|errors| errors[at] = Some(line.number));
        }
        self.lines(line.step).update_value(|lines| lines.push(line));
        if !self.flush_scheduled.get_value() {
            self.flush_scheduled.set_value(true);
            set_timeout(move || self.flush(), FLUSH_INTERVAL);
        }
    }

    fn flush(self) {
        // The view and its values may be gone by now.
        if self.flush_scheduled.try_set_value(false).is_none() {
            self.counts.try_set(self.lines.map(|lines| lines.with_value(Vec::len)));
        }
    }

    /// The index of a step; lines of an unknown step are added to the first one.
    fn index(self, step: StepKind) -> usize {
        self.steps.iter().position(|other| *other == step).unwrap_or_default()
    }
}

/// Whether a line looks like an error.
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
