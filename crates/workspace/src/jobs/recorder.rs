//! Writes what happens in a job: log lines in batches, steps at once, always in the order in which they happened.

use super::{
    log_quota::{Line, LogQuota},
    retry::retry,
};
use crate::{
    Error,
    clock::{SharedClock, milliseconds_between},
    events::Events,
};
use api::{Limits, WorkspaceEvent};
use builder::{Event, Step};
use std::time::Duration;
use store::{
    Connection, StepKind, StepState, Store,
    builds::{queue, steps},
    logs::{self, Log},
};
use tokio::{sync::mpsc::Receiver, time::Instant};
use tokio_util::sync::CancellationToken;

/// How long a line may wait for others to be written with.
const BATCH_DELAY: Duration = Duration::from_millis(50);
/// How many lines are written at once at most.
const BATCH_SIZE: usize = 500;
/// How long the database may fail before a job is stopped because its log cannot be written.
const MAX_OUTAGE: Duration = Duration::from_mins(1);
/// The longest line, in bytes; a longer one is cut.
const MAX_LINE_LENGTH: usize = 16 << 10;

/// Writes what happens in jobs.
#[derive(Clone)]
pub struct JobRecorder {
    store: Store,
    events: Events,
    clock: SharedClock,
    limits: Limits,
}

impl JobRecorder {
    /// A recorder into this store.
    pub fn new(store: Store, events: Events, clock: SharedClock, limits: Limits) -> Self {
        Self { store, events, clock, limits }
    }

    /// Writes what happens in a job that began at `started_at`, until the sender is done. A failure to write that does not
    /// pass cancels the job.
    pub async fn record(
        &self,
        log: Log,
        started_at: &str,
        mut events: Receiver<Event>,
        cancel: &CancellationToken,
    ) -> Result<(), LogFailure> {
        let quota = LogQuota::new(self.limits, 0, 0);
        let mut recording = Recording { recorder: self, log, started_at, lines: Vec::new(), quota };
        recording.write_all(&mut events).await.map_err(|error| {
            let has_cancelled = !cancel.is_cancelled();
            cancel.cancel();
            LogFailure { error, has_cancelled }
        })
    }
}

/// The rest of a log could not be written.
#[derive(Debug)]
pub struct LogFailure {
    /// Why.
    pub error: Error,
    /// Whether the job was cancelled for it, if it had not ended by itself.
    pub has_cancelled: bool,
}

impl LogFailure {
    /// The last line of such a log.
    pub fn note(&self) -> String {
        format!("The rest of this log could not be written: {}", self.error)
    }
}

/// Adds a line to the log of a job that ends. A log that cannot take it does not hold back the end of the job.
///
/// # Errors
/// When the database fails for a reason that may pass.
pub async fn append_note(connection: &mut Connection, log: Log, line: Line) -> Result<(), Error> {
    match logs::append_within(connection, log, &[line]).await {
        Err(error) if !store::may_pass(&error) => {
            tracing::error!(%error, ?log, "could not add the last line of a log");
            Ok(())
        }
        appended => Ok(appended.map(drop)?),
    }
}

/// The recording of one job.
struct Recording<'a> {
    recorder: &'a JobRecorder,
    log: Log,
    started_at: &'a str,
    lines: Vec<Line>,
    quota: LogQuota,
}

impl Recording<'_> {
    async fn write_all(&mut self, events: &mut Receiver<Event>) -> Result<(), Error> {
        // A build that starts again continues its log.
        let recording = &*self;
        let (lines, size) = retry(outage(), || recording.stored_size()).await?;
        self.quota = LogQuota::new(self.recorder.limits, lines, size);
        let mut due = None;
        loop {
            let next = match due {
                Some(due) => tokio::time::timeout_at(due, events.recv()).await,
                None => Ok(events.recv().await),
            };
            match next {
                Ok(Some(Event::Line(step, text))) => {
                    let at = milliseconds_between(self.started_at, &self.recorder.clock.timestamp());
                    self.lines.extend(self.quota.admit((step_kind(step), at, cut_line(text))));
                    due = due.or_else(|| Some(Instant::now() + BATCH_DELAY));
                    if self.lines.len() < BATCH_SIZE {
                        continue;
                    }
                    self.flush(None).await?;
                }
                Ok(Some(event)) => self.flush(Some(event)).await?,
                Ok(None) => {
                    let rest = self.quota.rest();
                    self.lines.extend(rest);
                    return self.flush(None).await;
                }
                Err(_elapsed) => self.flush(None).await?,
            }
            due = None;
        }
    }

    /// Writes the pending lines, then the event that followed them.
    async fn flush(&mut self, event: Option<Event>) -> Result<(), Error> {
        if self.lines.is_empty() && event.is_none() {
            return Ok(());
        }
        let (recording, next) = (&*self, event.as_ref());
        retry(outage(), || recording.write(next)).await?;
        self.lines.clear();
        match self.log {
            Log::Build(id) if event.is_some() => self.recorder.events.publish(WorkspaceEvent::Build(id)),
            log => self.recorder.events.publish_progress(log),
        }
        Ok(())
    }

    /// How many lines the log has, and how many bytes these have.
    async fn stored_size(&self) -> Result<(u64, u64), Error> {
        Ok(logs::size(&mut *self.recorder.store.read().await?, self.log).await?)
    }

    async fn write(&self, event: Option<&Event>) -> Result<(), Error> {
        let mut write = self.recorder.store.write().await?;
        logs::append(&mut write, self.log, &self.lines).await?;
        if let (Log::Build(id), Some(event)) = (self.log, event) {
            self.write_step(&mut write, id, event).await?;
        }
        Ok(write.commit().await?)
    }

    /// Writes what happened to a step of a build.
    async fn write_step(&self, connection: &mut Connection, id: i64, event: &Event) -> Result<(), store::Error> {
        let at = self.recorder.clock.timestamp();
        match event {
            Event::Line(..) => {}
            Event::Started(step) => {
                steps::start(connection, id, step_kind(*step), &at).await?;
                if *step == Step::Stage {
                    queue::set_stage_reused(connection, id, false).await?;
                }
            }
            Event::Reused(step, detail) => {
                steps::finish(connection, id, step_kind(*step), StepState::Reused, &at, detail).await?;
                if *step == Step::Stage {
                    queue::set_stage_reused(connection, id, true).await?;
                }
            }
            Event::Finished(step, detail) => {
                steps::finish(connection, id, step_kind(*step), StepState::Done, &at, detail).await?;
            }
        }
        Ok(())
    }
}

/// Whether an outage that begins now is still shorter than it may be.
fn outage() -> impl Fn() -> bool {
    let end = Instant::now() + MAX_OUTAGE;
    move || Instant::now() < end
}

fn step_kind(step: Step) -> StepKind {
    match step {
        Step::Stage => StepKind::Stage,
        Step::Python => StepKind::Python,
        Step::Push => StepKind::Push,
        Step::Trial => StepKind::Trial,
        Step::Command => StepKind::Command,
    }
}

fn cut_line(mut text: String) -> String {
    if text.len() > MAX_LINE_LENGTH {
        text.truncate(text.floor_char_boundary(MAX_LINE_LENGTH));
        text.push('\u{2026}');
    }
    text
}
