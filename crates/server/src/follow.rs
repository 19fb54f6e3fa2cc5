//! A build followed: its state and its log, as they grow.
//!
//! The store is the only source; a signal only says that it is worth reading again. So a follower that is slow or comes
//! back later misses nothing, and nobody keeps lines in memory for it.

use crate::{
    Error, Workspace,
    store::{builds, log, natural, whole},
    wire,
};
use api::{Build, BuildEvent, BuildState};
use futures::{Stream, stream};
use std::collections::VecDeque;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How many lines are read and told at once.
const LINES: i64 = 2000;

struct Follower {
    workspace: Workspace,
    signals: Receiver<i64>,
    build: Build,
    last: u64,
    ready: VecDeque<(u64, BuildEvent)>,
    ended: bool,
}

/// The build as it is, then the lines after this one and every change, until the build ends or the server stops.
pub async fn follow(
    workspace: Workspace,
    id: i64,
    last: u64,
) -> Result<impl Stream<Item = Result<(u64, BuildEvent), Error>> + Send + 'static, Error> {
    // Listen first and read then, so that nothing happens in between.
    let signals = workspace.events.follow();
    let build = crate::builds::get(&workspace, id).await?;
    // A number that the log does not have yet is of another server's log: begin at the beginning.
    let last = if last > build.log_lines { 0 } else { last };
    let ready = VecDeque::from([(last, BuildEvent::Build(Box::new(build.clone())))]);
    let follower = Follower { workspace, signals, build, last, ready, ended: false };
    Ok(stream::try_unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Ok(event.map(|event| (event, follower)))
    }))
}

impl Follower {
    async fn next(&mut self) -> Result<Option<(u64, BuildEvent)>, Error> {
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
        let id = self.build.id;
        let mut connection = self.workspace.store.read().await?;
        let stored = builds::get(&mut connection, id).await?;
        let stored = stored.ok_or_else(|| Error::not_found(format!("build {id}")))?;
        let lines = log::lines(&mut connection, id, whole(self.last) + 1, LINES).await?;
        drop(connection);
        let build = wire::build(&self.workspace, stored);
        let full = lines.len() >= usize::try_from(LINES).unwrap_or(usize::MAX);
        if let Some(last) = lines.last() {
            self.last = last.number;
            self.ready.push_back((self.last, BuildEvent::Lines(lines)));
        }
        // The build as it was before these lines were read comes after them; none of its lines is missing then.
        if !full && self.last >= build.log_lines {
            if without_lines(&build) != without_lines(&self.build) {
                self.ready.push_back((self.last, BuildEvent::Build(Box::new(build.clone()))));
            }
            self.ended = !matches!(build.state, BuildState::Queued | BuildState::Running);
            self.build = build;
        }
        Ok(!self.ready.is_empty())
    }

    /// Waits until the build moved, or the server stops.
    async fn wait(&mut self) {
        let stopping = self.workspace.stopping.clone();
        loop {
            match stopping.run_until_cancelled(self.signals.recv()).await {
                Some(Ok(id)) if id != self.build.id => {}
                Some(Ok(_) | Err(RecvError::Lagged(_))) => return,
                None | Some(Err(RecvError::Closed)) => {
                    self.ended = true;
                    return;
                }
            }
        }
    }
}

/// A build without what its lines say already.
fn without_lines(build: &Build) -> Build {
    Build { log_lines: natural(0), ..build.clone() }
}
