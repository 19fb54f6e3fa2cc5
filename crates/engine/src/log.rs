//! The log of a request, line by line.

use tokio::sync::mpsc;

/// Receives the lines of a log. Credentials in addresses are masked. Bounded: an engine waits for the receiver.
pub type LineSender = mpsc::Sender<String>;

/// Sends a line. A receiver that is gone does not stop the work.
pub(crate) async fn log_line(log: &LineSender, line: impl Into<String>) {
    drop(log.send(line.into()).await);
}
