//! What a builder tells, written down: lines in batches, steps at once, always in the order in which they happened.

use crate::{
    clock::{milliseconds_between, stamp},
    log_room::{Line, LogRoom},
    store::{log, queue, steps},
    workspace::Rooms,
};
use api::{StepKind, StepState, WorkspaceEvent};
use builder::{Event, Step};
use queue::Claimed;
use std::time::Duration;
use tokio::{sync::mpsc::Receiver, time::Instant};
use tokio_util::sync::CancellationToken;

/// How long a line may wait for others to be written with.
const GATHER: Duration = Duration::from_millis(50);
/// How many lines are written at once at most.
const BATCH: usize = 500;
/// How long a line may be, in bytes; a longer one is cut.
const LONGEST: usize = 16 << 10;

/// Writes down what happens in one build.
pub struct Recorder<'a> {
    rooms: &'a Rooms,
    claimed: &'a Claimed,
    lines: Vec<Line>,
    room: LogRoom,
}

impl<'a> Recorder<'a> {
    /// A recorder for a build that begins.
    pub fn new(rooms: &'a Rooms, claimed: &'a Claimed) -> Self {
        Self { rooms, claimed, lines: Vec::new(), room: LogRoom::new(rooms.settings.limits, 0, 0) }
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
        let (lines, size) = log::size(&mut *self.rooms.store.read().await?, self.claimed.id).await?;
        self.room = LogRoom::new(self.rooms.settings.limits, lines, size);
        let mut due = None;
        loop {
            let next = match due {
                Some(due) => tokio::time::timeout_at(due, events.recv()).await,
                None => Ok(events.recv().await),
            };
            match next {
                Ok(Some(Event::Line(step, text))) => {
                    let at = milliseconds_between(&self.claimed.started_at, &stamp(self.rooms.settings.clock.now()));
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
        let id = self.claimed.id;
        let moved = event.is_some();
        let mut write = self.rooms.store.write().await?;
        log::append(&mut write, id, &self.lines).await?;
        let at = stamp(self.rooms.settings.clock.now());
        match event {
            None | Some(Event::Line(..)) => {}
            Some(Event::Started(step)) => {
                steps::start(&mut write, id, kind(step), &at).await?;
                if step == Step::Stage {
                    queue::set_stage_reused(&mut write, id, false).await?;
                }
            }
            Some(Event::Reused(step, detail)) => {
                steps::finish(&mut write, id, kind(step), StepState::Reused, &at, &detail).await?;
                if step == Step::Stage {
                    queue::set_stage_reused(&mut write, id, true).await?;
                }
            }
            Some(Event::Finished(step, detail)) => {
                steps::finish(&mut write, id, kind(step), StepState::Done, &at, &detail).await?;
            }
        }
        write.commit().await?;
        self.lines.clear();
        if moved {
            self.rooms.events.tell(WorkspaceEvent::Build(id));
        } else {
            self.rooms.events.build_moved(id);
        }
        Ok(())
    }
}

fn kind(step: Step) -> StepKind {
    match step {
        Step::Stage => StepKind::Stage,
        Step::Python => StepKind::Python,
        Step::Push => StepKind::Push,
    }
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('\u{2026}');
    }
    text
}
