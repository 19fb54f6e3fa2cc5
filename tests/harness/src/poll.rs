//! Waiting for something to become true.

use crate::Outcome;
use std::time::{Duration, Instant};

/// How often to look.
const PAUSE: Duration = Duration::from_millis(40);

/// How long to wait at most. Only a test that fails waits so long, so each is many times what an idle machine needs:
/// a busy one makes tests slow, not red.
#[derive(Clone, Copy, Debug)]
pub enum Patience {
    /// For what a page does by itself: one minute.
    Page,
    /// For what a server does: two minutes.
    Server,
    /// For a whole build with packages from the index: fifteen minutes.
    Build,
}

impl Patience {
    fn time(self) -> Duration {
        Duration::from_secs(match self {
            Self::Page => 60,
            Self::Server => 120,
            Self::Build => 900,
        })
    }
}

/// Looks again and again until there is something to see.
///
/// # Errors
/// When looking fails, or the patience is at its end; the message names what was waited for.
pub async fn until<T, L: Future<Output = Outcome<Option<T>>>>(
    what: &str,
    patience: Patience,
    mut look: impl FnMut() -> L,
) -> Outcome<T> {
    let began = Instant::now();
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if began.elapsed() > patience.time() {
            return Err(format!("waited {:?} in vain for {what}", patience.time()).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
