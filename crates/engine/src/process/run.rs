//! Runs a tool and hands on what it writes.

use super::{child, lines::Lines};
use crate::{
    error::EngineError,
    log::{LineSender, log_line},
};
use std::{future::pending, os::fd::OwnedFd};
use tokio::{io::AsyncReadExt, net::unix::pipe, process::Command, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// How many bytes are read at once.
const CHUNK_BYTES: usize = 16 * 1024;
/// How many chunks are buffered. Buildah drops the last output of a Docker step that it could not pass on by the time when
/// the step failed, so it must not wait for the receiver of the lines.
const MAX_CHUNKS_AHEAD: usize = 4096;

/// Runs a tool to its end and logs every line that it writes. `cancel` kills it; it and what it started in its
/// namespaces are gone when this returns.
///
/// # Errors
/// See [`EngineError`].
pub async fn run(
    tool: &'static str,
    command: Command,
    log: &LineSender,
    cancel: &CancellationToken,
) -> Result<(), EngineError> {
    run_watched(tool, command, log, cancel, (|_: &str| {}, |_| pending())).await
}

/// Runs a tool as [`run`] does, but kills it when `watch`, which gets the id of its process, ends first. `on_line` gets each
/// line before it is logged.
///
/// # Errors
/// See [`EngineError`].
pub(crate) async fn run_watched<F: Future<Output = ()>>(
    tool: &'static str,
    mut command: Command,
    log: &LineSender,
    cancel: &CancellationToken,
    (on_line, watch): (impl Fn(&str), impl FnOnce(u32) -> F),
) -> Result<(), EngineError> {
    let start = |source| EngineError::Start { tool, source };
    // One pipe for both streams, so that lines stay in the order in which they were written.
    let (reader, writer) = std::io::pipe().map_err(start)?;
    command.stdout(writer.try_clone().map_err(start)?).stderr(writer);
    let mut output = pipe::Receiver::from_owned_fd(OwnedFd::from(reader)).map_err(start)?;
    let mut child = child::spawn(command).await.map_err(start)?;

    let watched = watch(child.id().unwrap_or_default());

    let (sender, mut chunks) = mpsc::channel::<Vec<u8>>(MAX_CHUNKS_AHEAD);
    let mut buffer = vec![0; CHUNK_BYTES];
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
    let forward = async {
        let mut lines = Lines::default();
        while let Some(chunk) = chunks.recv().await {
            for line in lines.take(&chunk) {
                on_line(&line);
                log_line(log, line).await;
            }
        }
        if let Some(line) = lines.finish() {
            log_line(log, line).await;
        }
    };
    let streamed = async {
        let (read, ()) = tokio::join!(read, forward);
        read.and(child.wait().await).map_err(start)
    };
    let status = tokio::select! {
        status = streamed => Ok(status?),
        () = cancel.cancelled() => Err(EngineError::Cancelled),
        () = watched => Err(EngineError::Failed { tool, status: "a stalled transfer".into() }),
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
