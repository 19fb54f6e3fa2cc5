//! What a builder tells, written down: lines in batches, steps at once, always in the order in which they happened.

use crate::{
    clock::{milliseconds_between, stamp},
    log_room::{Line, LogRoom},
    store::{
        Connection,
        log::{self, Log},
        queue, steps,
    },
    workspace::Rooms,
};
use api::{StepKind, StepState, WorkspaceEvent};
use builder::{Event, Step};
use std::time::Duration;
use tokio::{sync::mpsc::Receiver, time::Instant};
use tokio_util::sync::CancellationToken;

/// How long a line may wait for others to be written with.
const GATHER: Duration = Duration::from_millis(50);
/// How many lines are written at once at most.
const BATCH: usize = 500;
/// How long a line may be, in bytes; a longer one is cut.
const LONGEST: usize = 16 << 10;

/// Writes down what happens in one build or run.
pub struct Recorder<'a> {
    rooms: &'a Rooms,
    log: Log,
    started_at: &'a str,
    lines: Vec<Line>,
    room: LogRoom,
}

impl<'a> Recorder<'a> {
    /// A recorder for a build or run that begins at this time.
    pub fn new(rooms: &'a Rooms, log: Log, started_at: &'a str) -> Self {
        Self { rooms, log, started_at, lines: Vec::new(), room: LogRoom::new(rooms.settings.limits, 0, 0) }
    }

    /// Writes everything down until the builder is done. What cannot be written down stops the build.
    pub async fn record(mut self, mut events: Receiver<Event>, cancel: &CancellationToken) -> Result<(), sqlx::Error> {
        let written = self.write_all(&mut events).await;
        if written.is_err() {
            cancel.cancel();
        }
        written
    }

    async fn write_all(&mut self, events: &mut Receiver<Event>) -> Result<(), sqlx::Error> {
        // A build that begins anew goes on with its log.
        let (lines, size) = log::size(&mut *self.rooms.store.read().await?, self.log).await?;
        self.room = LogRoom::new(self.rooms.settings.limits, lines, size);
        let mut due = None;
        loop {
            let next = match due {
                Some(due) => tokio::time::timeout_at(due, events.recv()).await,
                None => Ok(events.recv().await),
            };
            match next {
                Ok(Some(Event::Line(step, text))) => {
                    let at = milliseconds_between(self.started_at, &stamp(self.rooms.settings.clock.now()));
                    self.lines.extend(self.room.take((kind(step), at, cut(text))));
                    due = due.or_else(|| Some(Instant::now() + GATHER));
                    if self.lines.len() < BATCH {
                        continue;
                    }
                    self.flush(None).await?;
                }
                Ok(Some(event)) => self.flush(Some(event)).await?,
                Ok(None) => {
                    let rest = self.room.rest();
                    self.lines.extend(rest);
                    return self.flush(None).await;
                }
                Err(_late) => self.flush(None).await?,
            }
            due = None;
        }
    }

    /// Writes the lines that wait, then what happened after them.
    async fn flush(&mut self, event: Option<Event>) -> Result<(), sqlx::Error> {
        if self.lines.is_empty() && event.is_none() {
            return Ok(());
        }
        let moved = event.is_some();
        let mut write = self.rooms.store.write().await?;
        log::append(&mut write, self.log, &self.lines).await?;
        if let (Log::Build(id), Some(event)) = (self.log, event) {
            self.step(&mut write, id, event).await?;
        }
        write.commit().await?;
        self.lines.clear();
        match self.log {
            Log::Build(id) if moved => self.rooms.events.tell(WorkspaceEvent::Build(id)),
            log => self.rooms.events.moved(log),
        }
        Ok(())
    }

    /// Writes what happened to a step of a build.
    async fn step(&self, connection: &mut Connection, id: i64, event: Event) -> Result<(), sqlx::Error> {
        let at = stamp(self.rooms.settings.clock.now());
        match event {
            Event::Line(..) => {}
            Event::Started(step) => {
                steps::start(connection, id, kind(step), &at).await?;
                if step == Step::Stage {
                    queue::set_stage_reused(connection, id, false).await?;
                }
            }
            Event::Reused(step, detail) => {
                steps::finish(connection, id, kind(step), StepState::Reused, &at, &detail).await?;
                if step == Step::Stage {
                    queue::set_stage_reused(connection, id, true).await?;
                }
            }
            Event::Finished(step, detail) => {
                steps::finish(connection, id, kind(step), StepState::Done, &at, &detail).await?;
            }
        }
        Ok(())
    }
}

fn kind(step: Step) -> StepKind {
    match step {
        Step::Stage => StepKind::Stage,
        Step::Python => StepKind::Python,
        Step::Push => StepKind::Push,
        Step::Trial => StepKind::Trial,
        Step::Command => StepKind::Command,
    }
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('\u{2026}');
    }
    text
}
