//! A job followed: its state and its log, as they grow.
//!
//! The store is the only source; a signal only says that it is worth reading again. So a follower that is slow or
//! reconnects misses nothing, and no lines are held in memory for it.

use crate::{Error, counterparts::IntoApi as _, events::Events};
use api::LogLine;
use futures::{Stream, stream};
use std::collections::VecDeque;
use store::{
    Connection, Store,
    logs::{self, Log},
    to_db_int,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// How many lines are read and sent at once.
const BATCH_SIZE: i64 = 2000;

/// A kind of job that has a state and a log; implemented by the service that reads it.
pub trait Followed: Send + 'static {
    /// The state of a job.
    type Job: Clone + PartialEq + Send + 'static;
    /// What a follower is sent.
    type Event: Send + 'static;

    /// Reads a job.
    fn read(&self, connection: &mut Connection, id: i64) -> impl Future<Output = Result<Self::Job, Error>> + Send;
    /// The log of the job with this number.
    fn log(id: i64) -> Log;
    /// How many lines the log of a job has.
    fn log_lines(job: &mut Self::Job) -> &mut u64;
    /// Whether nothing more will happen.
    fn has_ended(job: &Self::Job) -> bool;
    /// The event that the job is in this state.
    fn changed(job: Self::Job) -> Self::Event;
    /// The event that these lines were added to the log.
    fn grown(lines: Vec<LogLine>) -> Self::Event;
}

struct Follower<S: Followed> {
    service: S,
    store: Store,
    shutdown: CancellationToken,
    signals: Receiver<Log>,
    id: i64,
    job: S::Job,
    last_line: u64,
    ready: VecDeque<(u64, S::Event)>,
    ended: bool,
}

/// The state of a job, then the lines after `last_line` and every change, until the job ends or the server shuts down.
pub async fn follow<S: Followed>(
    service: S,
    store: Store,
    events: &Events,
    shutdown: CancellationToken,
    id: i64,
    last_line: u64,
) -> Result<impl Stream<Item = Result<(u64, S::Event), Error>> + Send + 'static + use<S>, Error> {
    // Subscribe first and read then, so that nothing happens in between.
    let signals = events.subscribe_progress();
    let mut job = service.read(&mut *store.read().await?, id).await?;
    // A number that the log does not have yet is of another server's log: start at the beginning.
    let last_line = if last_line > *S::log_lines(&mut job) { 0 } else { last_line };
    let ready = VecDeque::from([(last_line, S::changed(job.clone()))]);
    let follower = Follower { service, store, shutdown, signals, id, job, last_line, ready, ended: false };
    Ok(stream::try_unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Ok(event.map(|event| (event, follower)))
    }))
}

impl<S: Followed> Follower<S> {
    async fn next(&mut self) -> Result<Option<(u64, S::Event)>, Error> {
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

    /// Reads what is new; whether there is anything.
    async fn read(&mut self) -> Result<bool, Error> {
        let mut connection = self.store.read().await?;
        let mut job = self.service.read(&mut connection, self.id).await?;
        let from = to_db_int(self.last_line) + 1;
        let lines = logs::lines(&mut connection, S::log(self.id), from, BATCH_SIZE).await?;
        drop(connection);
        let is_full = lines.len() >= usize::try_from(BATCH_SIZE).unwrap_or(usize::MAX);
        if let Some(last) = lines.last() {
            self.last_line = last.number;
            self.ready.push_back((self.last_line, S::grown(lines.into_api())));
        }
        // The state that was read before these lines is sent after them; none of its lines is missing then.
        if !is_full && self.last_line >= *S::log_lines(&mut job) {
            if without_line_count::<S>(&job) != without_line_count::<S>(&self.job) {
                self.ready.push_back((self.last_line, S::changed(job.clone())));
            }
            self.ended = S::has_ended(&job);
            self.job = job;
        }
        Ok(!self.ready.is_empty())
    }

    /// Waits until the job made progress, or the server shuts down.
    async fn wait(&mut self) {
        loop {
            match self.shutdown.run_until_cancelled(self.signals.recv()).await {
                Some(Ok(log)) if log != S::log(self.id) => {}
                Some(Ok(_) | Err(RecvError::Lagged(_))) => return,
                None | Some(Err(RecvError::Closed)) => {
                    self.ended = true;
                    return;
                }
            }
        }
    }
}

/// A job without the number that its lines tell already.
fn without_line_count<S: Followed>(job: &S::Job) -> S::Job {
    let mut job = job.clone();
    *S::log_lines(&mut job) = 0;
    job
}
