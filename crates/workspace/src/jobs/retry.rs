//! What is tried again when the database fails for a reason that may pass.

use crate::Error;
use std::time::Duration;

/// How long to wait between two attempts.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// Tries something until it succeeds, fails for a reason that does not pass by itself, or `goes_on` says that there is no
/// point in another attempt. Returns the outcome of the last attempt.
///
/// # Errors
/// When the last attempt failed; [`Error::may_pass`] says whether for a reason that may pass.
pub async fn retry<T, F: Future<Output = Result<T, Error>>>(
    goes_on: impl Fn() -> bool,
    attempt: impl Fn() -> F,
) -> Result<T, Error> {
    loop {
        match attempt().await {
            Err(error) if error.may_pass() && goes_on() => {
                tracing::warn!(%error, "could not write to the database; trying again");
                tokio::time::sleep(RETRY_DELAY).await;
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// How often something was tried, and how that ended. It fails like this before it succeeds at the third attempt.
    async fn attempts(failure: impl Fn() -> store::Error, goes_on: bool) -> (u32, Result<u32, Error>) {
        let count = Cell::new(0);
        let attempt = || {
            count.set(count.get() + 1);
            let outcome = if count.get() < 3 { Err(failure().into()) } else { Ok(count.get()) };
            async { outcome }
        };
        let outcome = retry(|| goes_on, attempt).await;
        (count.get(), outcome)
    }

    #[tokio::test]
    async fn only_what_may_pass_is_tried_again() {
        assert!(matches!(attempts(|| store::Error::PoolTimedOut, true).await, (3, Ok(3))));
        let (count, outcome) = attempts(|| store::Error::PoolTimedOut, false).await;
        assert!(count == 1 && outcome.is_err_and(|error| error.may_pass()));
        let (count, outcome) = attempts(|| store::unreadable("no digest".into()), true).await;
        assert!(count == 1 && outcome.is_err_and(|error| !error.may_pass()));
    }
}
