//! A build or a run followed: its state and its log, as they grow.
//!
//! The store is the only source; a signal only says that it is worth reading again. So a follower that is slow or comes
//! back later misses nothing, and nobody keeps lines in memory for it.

use crate::{
    Error, Workspace, builds, runs,
    store::{
        Connection,
        log::{self, Log},
        natural, whole,
    },
    workspace::Rooms,
};
use api::{Build, BuildEvent, BuildState, LogLine, Run, RunEvent};
use futures::{Stream, stream};
use std::collections::VecDeque;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How many lines are read and told at once.
const LINES: i64 = 2000;

/// What has a state and a log.
pub trait Followed: Clone + PartialEq + Send + Sized + 'static {
    /// What is told of it.
    type Event: Send + 'static;

    /// As it is now.
    fn look(rooms: &Rooms, connection: &mut Connection, id: i64) -> impl Future<Output = Result<Self, Error>> + Send;
    /// Its log.
    fn log(&self) -> Log;
    /// How many lines its log has.
    fn lines(&mut self) -> &mut u64;
    /// Whether nothing more will happen.
    fn is_over(&self) -> bool;
    /// That it is as it is now.
    fn changed(self) -> Self::Event;
    /// That lines were added to its log.
    fn grown(lines: Vec<LogLine>) -> Self::Event;
}

impl Followed for Build {
    type Event = BuildEvent;

    async fn look(rooms: &Rooms, connection: &mut Connection, id: i64) -> Result<Self, Error> {
        builds::read(rooms, connection, id).await
    }

    fn log(&self) -> Log {
        Log::Build(self.id)
    }

    fn lines(&mut self) -> &mut u64 {
        &mut self.log_lines
    }

    fn is_over(&self) -> bool {
        !matches!(self.state, BuildState::Queued | BuildState::Running)
    }

    fn changed(self) -> BuildEvent {
        BuildEvent::Build(Box::new(self))
    }

    fn grown(lines: Vec<LogLine>) -> BuildEvent {
        BuildEvent::Lines(lines)
    }
}

impl Followed for Run {
    type Event = RunEvent;

    async fn look(rooms: &Rooms, connection: &mut Connection, id: i64) -> Result<Self, Error> {
        runs::read(rooms, connection, id).await
    }

    fn log(&self) -> Log {
        Log::Run(self.id)
    }

    fn lines(&mut self) -> &mut u64 {
        &mut self.log_lines
    }

    fn is_over(&self) -> bool {
        self.state.is_over()
    }

    fn changed(self) -> RunEvent {
        RunEvent::Run(Box::new(self))
    }

    fn grown(lines: Vec<LogLine>) -> RunEvent {
        RunEvent::Lines(lines)
    }
}

struct Follower<T: Followed> {
    workspace: Workspace,
    signals: Receiver<Log>,
    id: i64,
    now: T,
    last: u64,
    ready: VecDeque<(u64, T::Event)>,
    ended: bool,
}

/// It as it is, then the lines after this one and every change, until it ends or the server stops.
pub async fn follow<T: Followed>(
    workspace: Workspace,
    id: i64,
    last: u64,
) -> Result<impl Stream<Item = Result<(u64, T::Event), Error>> + Send + 'static, Error> {
    // Listen first and read then, so that nothing happens in between.
    let signals = workspace.events.follow();
    let mut now = T::look(&workspace, &mut *workspace.store.read().await?, id).await?;
    // A number that the log does not have yet is of another server's log: begin at the beginning.
    let last = if last > *now.lines() { 0 } else { last };
    let ready = VecDeque::from([(last, now.clone().changed())]);
    let follower = Follower { workspace, signals, id, now, last, ready, ended: false };
    Ok(stream::try_unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Ok(event.map(|event| (event, follower)))
    }))
}

impl<T: Followed> Follower<T> {
    async fn next(&mut self) -> Result<Option<(u64, T::Event)>, Error> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            if self.ended {
                return Ok(None);
            }
            if !self.read().await? && !self.ended {
                self.wait().await;
            }
        }
    }

    /// Reads what is new; whether there is any.
    async fn read(&mut self) -> Result<bool, Error> {
        let mut connection = self.workspace.store.read().await?;
        let mut now = T::look(&self.workspace, &mut connection, self.id).await?;
        let lines = log::lines(&mut connection, now.log(), whole(self.last) + 1, LINES).await?;
        drop(connection);
        let full = lines.len() >= usize::try_from(LINES).unwrap_or(usize::MAX);
        if let Some(last) = lines.last() {
            self.last = last.number;
            self.ready.push_back((self.last, T::grown(lines)));
        }
        // It as it was before these lines were read comes after them; none of its lines is missing then.
        if !full && self.last >= *now.lines() {
            if without_lines(&now) != without_lines(&self.now) {
                self.ready.push_back((self.last, now.clone().changed()));
            }
            self.ended = now.is_over();
            self.now = now;
        }
        Ok(!self.ready.is_empty())
    }

    /// Waits until it moved, or the server stops.
    async fn wait(&mut self) {
        let stopping = self.workspace.stopping.clone();
        loop {
            match stopping.run_until_cancelled(self.signals.recv()).await {
                Some(Ok(log)) if log != self.now.log() => {}
                Some(Ok(_) | Err(RecvError::Lagged(_))) => return,
                None | Some(Err(RecvError::Closed)) => {
                    self.ended = true;
                    return;
                }
            }
        }
    }
}

/// It without what its lines say already.
fn without_lines<T: Followed>(of: &T) -> T {
    let mut of = of.clone();
    *of.lines() = natural(0);
    of
}
