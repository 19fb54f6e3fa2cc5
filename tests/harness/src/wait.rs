//! Waiting for something to become true.

use crate::Outcome;
use std::time::{Duration, Instant};

const POLL_INTERVAL: Duration = Duration::from_millis(40);

/// How long to wait at most. Only a failing test waits that long, so each is many times what an idle machine needs: a busy
/// machine makes tests slow, not red.
#[derive(Clone, Copy, Debug)]
pub enum Timeout {
    /// For what a page does by itself: one minute.
    Page,
    /// For what a server does: two minutes.
    Server,
    /// For an answer of the package indexes, which the server gives up on after three minutes: four minutes.
    Indexes,
    /// For a whole build with packages from the index: fifteen minutes. Whatever depends on a build or a run is waited for
    /// with [`Job::wait_for`](crate::Job::wait_for), which also ends when the job does.
    Build,
}

impl Timeout {
    /// As a time.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_secs(match self {
            Self::Page => 60,
            Self::Server => 120,
            Self::Indexes => 240,
            Self::Build => 900,
        })
    }
}

/// Calls `check` until it returns something.
///
/// # Errors
/// When `check` fails, or after the timeout; the message names what was waited for.
pub async fn wait_for<T>(
    what: &str,
    timeout: Timeout,
    mut check: impl AsyncFnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = check().await? {
            return Ok(found);
        }
        if started.elapsed() > timeout.duration() {
            return Err(format!("timed out after {:?} waiting for {what}", timeout.duration()).into());
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
