//! Runs a tool and hands on what it writes.

use super::output::Lines;
use crate::{EngineError, EventSender, Step, child, event::say};
use std::os::fd::OwnedFd;
use tokio::{io::AsyncReadExt, net::unix::pipe, process::Command};
use tokio_util::sync::CancellationToken;

/// Runs a tool to its end, every line that it writes as an event. `cancel` kills it; it and what it started in its
/// namespaces are gone when this returns.
///
/// # Errors
/// See [`EngineError`].
pub(crate) async fn run(
    tool: &'static str,
    mut command: Command,
    step: Step,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<(), EngineError> {
    let start = |source| EngineError::Start { tool, source };
    // One pipe for both streams, so that lines stay in the order in which they were written.
    let (reader, writer) = std::io::pipe().map_err(start)?;
    command.stdout(writer.try_clone().map_err(start)?).stderr(writer);
    let mut output = pipe::Receiver::from_owned_fd(OwnedFd::from(reader)).map_err(start)?;
    let mut child = child::spawn(command).await.map_err(start)?;

    let mut lines = Lines::default();
    let mut buffer = vec![0; 16 * 1024];
    let streamed = async {
        loop {
            let length = output.read(&mut buffer).await.map_err(start)?;
            let finished =
                if length == 0 { lines.finish().into_iter().collect() } else { lines.take(&buffer[..length]) };
            for line in finished {
                say(events, step, line).await;
            }
            if length == 0 {
                return child.wait().await.map_err(start);
            }
        }
    };
    let status = tokio::select! {
        status = streamed => Some(status?),
        () = cancel.cancelled() => None,
    };
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(EngineError::Failed { tool, status: status.to_string() }),
        None => {
            child.kill().await.map_err(start)?;
            // The pipe ends when the last process that holds it has ended.
            while output.read(&mut buffer).await.map_err(start)? > 0 {}
            Err(EngineError::Cancelled)
        }
    }
}
