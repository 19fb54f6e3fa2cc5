//! The log of an installation, line by line.

use tokio::sync::mpsc;

/// Receives the lines of a log.
pub type LogSender = mpsc::Sender<String>;

/// A sender for work whose log nobody reads.
pub(crate) fn discard() -> LogSender {
    mpsc::channel(1).0
}

/// Sends a line. A receiver that is gone does not stop the work.
pub(crate) async fn log_line(log: &LogSender, line: String) {
    drop(log.send(line).await);
}
