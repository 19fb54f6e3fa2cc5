//! Noticing that a tool that sends something stands still, without limiting how long sending may take.

use std::{fs, time::Duration};
use tokio::time::Instant;

/// How often to look.
const EVERY: Duration = Duration::from_secs(1);
/// How many bytes are a sign of life; waking up alone reads and writes a few.
const SIGN: u64 = 64 * 1024;

/// Waits until this process and its descendants have read and written next to nothing for so long.
pub(super) async fn still(process: u32, patience: Duration) {
    let (mut seen, mut since) = (moved(process), Instant::now());
    while since.elapsed() < patience {
        tokio::time::sleep(EVERY.min(patience)).await;
        let now = moved(process);
        if now.abs_diff(seen) >= SIGN {
            (seen, since) = (now, Instant::now());
        }
    }
}

/// How many bytes a process and its descendants have read and written, sockets included. Processes that have ended
/// count no more.
fn moved(process: u32) -> u64 {
    let counters = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    let number =
        |line: &str| line.strip_prefix("rchar: ").or_else(|| line.strip_prefix("wchar: "))?.parse::<u64>().ok();
    let own: u64 = counters.lines().filter_map(number).sum();
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    own + children.split_whitespace().filter_map(|child| child.parse().ok()).map(moved).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child;
    use std::process::Stdio;

    fn shell(script: &str) -> tokio::process::Child {
        child::contained("sh").args(["-c", script]).stdout(Stdio::null()).spawn().unwrap()
    }

    #[tokio::test]
    async fn who_moves_no_bytes_stands_still() {
        let sleeper = shell("sleep 60 & wait");
        still(sleeper.id().unwrap(), Duration::from_millis(300)).await;
    }

    #[tokio::test]
    async fn who_copies_on_and_on_does_not() {
        let copier = shell("cat /dev/zero & wait");
        let patience = Duration::from_millis(300);
        let waited = tokio::time::timeout(10 * patience, still(copier.id().unwrap(), patience)).await;
        assert!(waited.is_err(), "a descendant reads and writes");
    }
}
