//! Waiting for a registry that does not answer for a while.

use crate::{BuildError, Builder, EventSender, Step, event::say};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a registry that answers is asked for what it refuses.
const ATTEMPTS: u32 = 3;

impl Builder {
    /// Does something with the registry. While that does not answer, it is tried again until its patience ends; what a
    /// registry that answers refuses is tried three times.
    pub(crate) async fn patiently<T, F: Future<Output = Result<T, String>>>(
        &self,
        step: Step,
        events: &EventSender,
        cancel: &CancellationToken,
        attempt: impl Fn() -> F,
    ) -> Result<T, BuildError> {
        let patience = self.registry.patience();
        let end = Instant::now() + patience;
        let mut refused = 0;
        let mut told = false;
        loop {
            let tried = cancel.run_until_cancelled(attempt()).await.ok_or(BuildError::Cancelled)?;
            let reason = match tried {
                Ok(done) => return Ok(done),
                Err(reason) => reason,
            };
            refused += u32::from(self.registry.reachable().await.is_ok());
            if refused == ATTEMPTS || Instant::now() >= end {
                return Err(self.registry_error(reason));
            }
            if !std::mem::replace(&mut told, true) {
                let seconds = patience.as_secs();
                say(events, step, format!("The registry cannot be used ({reason}). Trying again for {seconds} s"))
                    .await;
            }
            cancel.run_until_cancelled(sleep(PAUSE)).await.ok_or(BuildError::Cancelled)?;
        }
    }
}
