//! Runs a tool and hands on what it writes.

use super::output::Lines;
use crate::{EngineError, EventSender, Step, child, event::say};
use std::{future::pending, os::fd::OwnedFd};
use tokio::{io::AsyncReadExt, net::unix::pipe, process::Command, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// How many bytes are read at once.
const CHUNK: usize = 16 * 1024;
/// How many of these wait at most until they are told. Buildah drops the last words of a Docker step that it could not hand
/// on by the time when the step failed, so it must not be kept waiting by whoever stores the lines.
const AHEAD: usize = 4096;

/// Runs a tool to its end, every line that it writes as an event. `cancel` kills it; it and what it started in its
/// namespaces are gone when this returns.
///
/// # Errors
/// See [`EngineError`].
pub(crate) async fn run(
    tool: &'static str,
    command: Command,
    step: Step,
    events: &EventSender,
    cancel: &CancellationToken,
) -> Result<(), EngineError> {
    run_watched(tool, command, step, events, cancel, (|_: &str| {}, |_| pending())).await
}

/// Runs a tool as [`run`] does, unless what watches its process ends before: then the tool is killed. What hears its lines
/// does so before they are told.
///
/// # Errors
/// See [`EngineError`].
pub(super) async fn run_watched<F: Future<Output = ()>>(
    tool: &'static str,
    mut command: Command,
    step: Step,
    events: &EventSender,
    cancel: &CancellationToken,
    (hear, watch): (impl Fn(&str), impl FnOnce(u32) -> F),
) -> Result<(), EngineError> {
    let start = |source| EngineError::Start { tool, source };
    // One pipe for both streams, so that lines stay in the order in which they were written.
    let (reader, writer) = std::io::pipe().map_err(start)?;
    command.stdout(writer.try_clone().map_err(start)?).stderr(writer);
    let mut output = pipe::Receiver::from_owned_fd(OwnedFd::from(reader)).map_err(start)?;
    let mut child = child::spawn(command).await.map_err(start)?;

    let watched = watch(child.id().unwrap_or_default());

    let (sender, mut chunks) = mpsc::channel::<Vec<u8>>(AHEAD);
    let mut buffer = vec![0; CHUNK];
    let read = async {
        // Owned here, so that the other side ends with this one.
        let sender = sender;
        loop {
            let length = output.read(&mut buffer).await?;
            if length == 0 || sender.send(buffer[..length].to_vec()).await.is_err() {
                return Ok(());
            }
        }
    };
    let tell = async {
        let mut lines = Lines::default();
        while let Some(chunk) = chunks.recv().await {
            for line in lines.take(&chunk) {
                hear(&line);
                say(events, step, line).await;
            }
        }
        if let Some(line) = lines.finish() {
            say(events, step, line).await;
        }
    };
    let streamed = async {
        let (read, ()) = tokio::join!(read, tell);
        read.and(child.wait().await).map_err(start)
    };
    let status = tokio::select! {
        status = streamed => Ok(status?),
        () = cancel.cancelled() => Err(EngineError::Cancelled),
        () = watched => Err(EngineError::Failed { tool, status: "standing still".into() }),
    };
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(match status.code() {
            Some(code) => EngineError::Exited { tool, code },
            None => EngineError::Failed { tool, status: status.to_string() },
        }),
        Err(stopped) => {
            child.kill().await.map_err(start)?;
            // The pipe ends when the last process that holds it has ended.
            while output.read(&mut buffer).await.map_err(start)? > 0 {}
            Err(stopped)
        }
    }
}
