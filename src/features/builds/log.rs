//! What is known of one build or run: its newest state and its log, fed by its event stream.

use crate::browser::events::{self, Listening, StreamEvent};
use api::{Build, BuildEvent, BuildState, BuildStep, LogLine, Run, RunEvent, RunState, StepKind, StepState, path};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The steps of a build, in order.
pub const STEPS: [StepKind; MAX_STEPS] = [StepKind::Stage, StepKind::Python, StepKind::Push, StepKind::Trial];
/// How many steps a log has at most.
pub const MAX_STEPS: usize = 4;
/// What writes the log of a run.
const COMMAND: [StepKind; 1] = [StepKind::Command];

/// The lines of one step.
pub type Lines = StoredValue<Vec<LogLine>>;

/// A log. Lines are kept outside the reactive graph; `counts` tells how many there are of each step, at most ten times a
/// second however fast they come.
#[derive(Clone, Copy)]
pub struct Log {
    steps: &'static [StepKind],
    lines: [Lines; MAX_STEPS],
    counts: RwSignal<[usize; MAX_STEPS]>,
    last: StoredValue<u64>,
    told_soon: StoredValue<bool>,
    /// The number of the first line of an error in each step.
    first_errors: StoredValue<[Option<u64>; MAX_STEPS]>,
    /// How many lines there are in all, once nothing more will come.
    whole: StoredValue<Option<u64>>,
    stream: StoredValue<Option<Listening>>,
}

/// What a log is of: a build or a run, as far as the log shows it.
#[derive(Clone, PartialEq)]
pub struct Subject {
    /// Whether it has not begun.
    pub waits: bool,
    /// Whether nothing more will happen.
    pub over: bool,
    /// Its steps, which are the sections of the log.
    pub steps: Vec<BuildStep>,
    /// The name of the file that the log is saved as.
    pub file: String,
}

impl Subject {
    /// A build.
    pub fn build(build: &Build) -> Self {
        Self {
            waits: build.state == BuildState::Queued,
            over: !matches!(build.state, BuildState::Queued | BuildState::Running),
            steps: build.steps.clone(),
            file: format!("build-{}.log", build.id),
        }
    }

    /// A run, which has one step: its command.
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
            waits: state == StepState::Waiting,
            over: run.state.is_over(),
            steps: vec![step],
            file: format!("run-{}.log", run.id),
        }
    }

    /// The step that failed.
    pub fn failed_step(&self) -> Option<StepKind> {
        self.steps.iter().find(|step| step.state == StepState::Failed).map(|step| step.kind)
    }
}

/// How long lines are gathered before they are shown.
const GATHER: Duration = Duration::from_millis(100);

/// What a stream told.
enum Heard {
    /// Lines of the log.
    Lines(Vec<LogLine>),
    /// What the log is of has moved; with the number of its lines when it is over.
    Moved(Option<u64>),
}

/// Follows a build from its first line while the current owner lives: its log, and its newest state.
pub fn follow_build(id: i64) -> (Log, RwSignal<Option<Build>>) {
    let now = RwSignal::new(None);
    let hear = move |event| match event {
        BuildEvent::Lines(lines) => Heard::Lines(lines),
        BuildEvent::Build(build) => {
            let over = Subject::build(&build).over.then_some(build.log_lines);
            now.set(Some(*build));
            Heard::Moved(over)
        }
    };
    (Log::follow(&path::build_events(id), &STEPS, hear), now)
}

/// Follows a run in the same way.
pub fn follow_run(id: i64) -> (Log, RwSignal<Option<Run>>) {
    let now = RwSignal::new(None);
    let hear = move |event| match event {
        RunEvent::Lines(lines) => Heard::Lines(lines),
        RunEvent::Run(run) => {
            let over = run.state.is_over().then_some(run.log_lines);
            now.set(Some(*run));
            Heard::Moved(over)
        }
    };
    (Log::follow(&path::run_events(id), &COMMAND, hear), now)
}

impl Log {
    fn follow<T: DeserializeOwned>(
        path: &str,
        steps: &'static [StepKind],
        hear: impl Fn(T) -> Heard + Copy + 'static,
    ) -> Self {
        let log = Self {
            steps,
            lines: std::array::from_fn(|_| StoredValue::default()),
            counts: RwSignal::default(),
            last: StoredValue::new(0),
            told_soon: StoredValue::new(false),
            first_errors: StoredValue::default(),
            whole: StoredValue::new(None),
            stream: StoredValue::new(None),
        };
        log.stream.set_value(Some(events::listen(path, move |event| log.hear(event, &hear))));
        log
    }

    /// Its steps, in order.
    pub fn steps(self) -> &'static [StepKind] {
        self.steps
    }

    /// How many lines each step has.
    pub fn counts(self) -> [usize; MAX_STEPS] {
        self.counts.get()
    }

    /// The lines of a step.
    pub fn lines(self, step: StepKind) -> Lines {
        self.lines[self.place(step)]
    }

    /// Where a line stands that is counted: its step and its place among the lines of that step.
    pub fn find(self, number: u64) -> Option<(StepKind, usize)> {
        self.steps.iter().copied().zip(self.counts()).find_map(|(step, count)| {
            let at = self.lines(step).with_value(|lines| lines.binary_search_by_key(&number, |line| line.number));
            // Lines that came since the last count have no room in the page yet.
            at.ok().filter(|at| *at < count).map(|at| (step, at))
        })
    }

    /// The number of the first line of an error in the step that failed.
    pub fn first_error(self, failed: StepKind) -> Option<u64> {
        self.first_errors.get_value()[self.place(failed)]
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

    fn hear<T: DeserializeOwned>(self, event: StreamEvent, hear: &impl Fn(T) -> Heard) {
        match event {
            StreamEvent::Open => {}
            // A newer server may say more than this page knows; the page itself is asked for apart.
            StreamEvent::Data(data) => match serde_json::from_str(&data).map(hear) {
                Ok(Heard::Lines(lines)) => lines.into_iter().for_each(|line| self.add(line)),
                Ok(Heard::Moved(whole)) => self.whole.set_value(whole),
                Err(_) => {}
            },
            // Where lines are missing, the browser asks for the rest by itself.
            StreamEvent::Interrupted if !self.is_complete() => {}
            StreamEvent::Interrupted | StreamEvent::Closed => self.stop(),
        }
    }

    /// Whether nothing more will come: it is over, and all its lines are there.
    fn is_complete(self) -> bool {
        self.whole.get_value().is_some_and(|whole| self.last.get_value() >= whole)
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
        let at = self.place(line.step);
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
            self.counts.try_set(self.lines.map(|lines| lines.with_value(Vec::len)));
        }
    }

    /// Where the lines of a step are; those of one that there is not are with the first.
    fn place(self, step: StepKind) -> usize {
        self.steps.iter().position(|other| *other == step).unwrap_or_default()
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
