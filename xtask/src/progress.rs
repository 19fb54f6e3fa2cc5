//! The progress of a task, with an estimate of the remaining time.

use crate::tools;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs,
    io::IsTerminal as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

const REDRAW_INTERVAL: Duration = Duration::from_secs(1);
/// Without a terminal, a line is written at this interval.
const LINE_INTERVAL: Duration = Duration::from_secs(30);

/// Stages that run in parallel lanes, one after the other in each lane. A terminal shows one line that is updated; elsewhere a
/// line is written when a stage starts and ends, and at an interval.
pub struct Progress {
    shared: Arc<Shared>,
    /// Dropping it ends the thread that redraws.
    _alive: mpsc::Sender<()>,
}

struct Shared {
    began: Instant,
    bar: Option<ProgressBar>,
    stages: Mutex<Vec<Tracked>>,
}

struct Tracked {
    stage: Stage,
    estimate: Duration,
    state: State,
    /// What it is doing now.
    detail: String,
}

enum State {
    Waiting,
    Running(Instant),
    Done,
}

impl Progress {
    /// Starts the clock. No stage is running yet.
    pub fn new(stages: &[Stage]) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
            ProgressBar::new_spinner().with_style(style)
        });
        let track = |stage: &Stage| Tracked {
            stage: *stage,
            estimate: stage.estimate(),
            state: State::Waiting,
            detail: String::new(),
        };
        let stages = Mutex::new(stages.iter().map(track).collect());
        let shared = Arc::new(Shared { began: Instant::now(), bar, stages });
        let (alive, ended) = mpsc::channel();
        let redrawn = Arc::clone(&shared);
        thread::spawn(move || redrawn.redraw_until(&ended));
        Self { shared, _alive: alive }
    }

    /// Runs a stage. If it succeeds, its duration becomes the next estimate.
    ///
    /// # Errors
    /// The stage's own.
    pub fn run<E>(&self, stage: Stage, work: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let began = Instant::now();
        self.shared.set(stage, State::Running(began));
        self.shared.report(&format!("{}: started, about {}", stage.name, minutes(stage.estimate())));
        work()?;
        stage.remember(began.elapsed());
        self.shared.set(stage, State::Done);
        let left = self.shared.left();
        self.shared.report(&format!("{}: done in {}, {left}", stage.name, clock(began.elapsed())));
        Ok(())
    }

    /// Shows what a stage is doing now.
    pub fn detail(&self, stage: Stage, detail: &str) {
        for tracked in self.shared.lock().iter_mut().filter(|tracked| tracked.stage == stage) {
            detail.clone_into(&mut tracked.detail);
        }
    }

    /// Prints a line above the progress.
    pub fn print(&self, line: &str) {
        self.shared.print(line);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.shared.bar {
            bar.finish_and_clear();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Vec<Tracked>> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, stage: Stage, reached: State) {
        if let Some(tracked) = self.lock().iter_mut().find(|tracked| tracked.stage == stage) {
            tracked.state = reached;
        }
    }

    fn redraw_until(&self, ended: &mpsc::Receiver<()>) {
        let interval = if self.bar.is_some() { REDRAW_INTERVAL } else { LINE_INTERVAL };
        while ended.recv_timeout(interval) == Err(mpsc::RecvTimeoutError::Timeout) {
            match &self.bar {
                Some(bar) => bar.set_message(format!("[{}] {}", clock(self.began.elapsed()), self.running())),
                None => self.report(&self.running()),
            }
        }
    }

    fn report(&self, line: &str) {
        self.print(&format!("[{}] {line}", clock(self.began.elapsed())));
    }

    fn print(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    /// The running stages and the remaining time.
    fn running(&self) -> String {
        let running: Vec<_> = self
            .lock()
            .iter()
            .filter(|tracked| matches!(tracked.state, State::Running(_)))
            .map(|tracked| format!("{}: {}", tracked.stage.name, tracked.detail))
            .collect();
        format!("{} | {}", self.left(), running.join(" | "))
    }

    /// The number of finished stages and the remaining time, which is that of the longest lane.
    fn left(&self) -> String {
        let stages = self.lock();
        let of_lane =
            |lane| stages.iter().filter(|tracked| tracked.stage.lane == lane).map(Tracked::left).sum::<Duration>();
        let longest = stages.iter().map(|tracked| of_lane(tracked.stage.lane)).max().unwrap_or_default();
        let done = stages.iter().filter(|tracked| matches!(tracked.state, State::Done)).count();
        if done == stages.len() {
            return "nothing left".into();
        }
        let about = if longest.is_zero() {
            "takes longer than usual".into()
        } else {
            format!("about {} left", minutes(longest))
        };
        format!("{done} of {} stages done, {about}", stages.len())
    }
}

impl Tracked {
    fn left(&self) -> Duration {
        match self.state {
            State::Waiting => self.estimate,
            State::Running(since) => self.estimate.saturating_sub(since.elapsed()),
            State::Done => Duration::ZERO,
        }
    }
}

fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => format!("{seconds} s"),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}

/// A stage of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    pub name: &'static str,
    /// The lane: stages of one lane run one after the other.
    pub lane: usize,
    /// Whether there are no results of an earlier run.
    pub fresh: bool,
    /// The usual seconds without and with results of an earlier run.
    pub seconds: (u64, u64),
}

impl Stage {
    pub fn estimate(self) -> Duration {
        let last = fs::read_to_string(self.file()).ok().and_then(|text| text.trim().parse().ok());
        let usual = if self.fresh { self.seconds.0 } else { self.seconds.1 };
        Duration::from_secs(last.unwrap_or(usual))
    }

    /// Stores the duration for the next estimate. Errors are ignored, because the usual duration is good enough.
    pub fn remember(self, took: Duration) {
        let file = self.file();
        if let Some(folder) = file.parent() {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&file, took.as_secs().to_string()));
        }
    }

    fn file(self) -> std::path::PathBuf {
        let kind = if self.fresh { "fresh" } else { "again" };
        tools::cache().join("times").join(format!("{}-{kind}", self.name.replace(' ', "-")))
    }
}
