//! Waiting for what the workspace does by itself.

use std::time::Duration;

/// Many times what an idle machine needs: a busy one makes tests slow, not red.
const DEADLINE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(10);

/// Asks again and again until there is something.
///
/// # Panics
/// When there is nothing after two minutes.
pub async fn until<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let found = tokio::time::timeout(DEADLINE, asking).await;
    found.unwrap_or_else(|_| panic!("waited {DEADLINE:?} in vain for {what}"))
}
