//! Notices that a transfer has stalled, without limiting how long it may take.

use std::{fs, time::Duration};
use tokio::time::Instant;

/// How often the counters are read.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How many bytes count as progress; a process that only wakes up reads and writes a few.
const MIN_PROGRESS_BYTES: u64 = 64 * 1024;

/// Waits until a process and its descendants have read and written next to nothing for the whole of `timeout`.
pub(crate) async fn wait_until_stalled(process: u32, timeout: Duration) {
    let (mut seen, mut since) = (transferred_bytes(process), Instant::now());
    while since.elapsed() < timeout {
        tokio::time::sleep(POLL_INTERVAL.min(timeout)).await;
        let now = transferred_bytes(process);
        if now.abs_diff(seen) >= MIN_PROGRESS_BYTES {
            (seen, since) = (now, Instant::now());
        }
    }
}

/// How many bytes a process and its descendants have read and written, sockets included. Processes that have ended
/// count no more.
fn transferred_bytes(process: u32) -> u64 {
    let counters = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    let number =
        |line: &str| line.strip_prefix("rchar: ").or_else(|| line.strip_prefix("wchar: "))?.parse::<u64>().ok();
    let own: u64 = counters.lines().filter_map(number).sum();
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    own + children.split_whitespace().filter_map(|child| child.parse().ok()).map(transferred_bytes).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::child;
    use std::process::Stdio;

    fn shell(script: &str) -> tokio::process::Child {
        child::contained("sh").args(["-c", script]).stdout(Stdio::null()).spawn().unwrap()
    }

    #[tokio::test]
    async fn who_moves_no_bytes_stands_wait_until_stalled() {
        let sleeper = shell("sleep 60 & wait");
        wait_until_stalled(sleeper.id().unwrap(), Duration::from_millis(300)).await;
    }

    #[tokio::test]
    async fn a_process_that_copies_has_not_stalled() {
        let copier = shell("cat /dev/zero & wait");
        let timeout = Duration::from_millis(300);
        let waited = tokio::time::timeout(10 * timeout, wait_until_stalled(copier.id().unwrap(), timeout)).await;
        assert!(waited.is_err(), "a descendant reads and writes");
    }
}
