//! Waiting for the command that buildah runs, and passing on the signals that are meant for it: buildah itself would kill it.

use std::{
    fs, io,
    process::{ExitStatus, Stdio},
};
use tokio::{
    process::Command,
    signal::unix::{SignalKind, signal},
};

/// Waits for the end of the command. What is meant to end us is passed on to it: we stay, to clear up after it.
///
/// # Errors
/// When buildah cannot be started.
pub async fn attend(mut buildah: Command, terminal: bool) -> io::Result<ExitStatus> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    if !terminal {
        // A terminal signals a whole group. Apart from it, buildah is spared, but cannot read there.
        buildah.process_group(0);
        if io::IsTerminal::is_terminal(&io::stdin()) {
            buildah.stdin(Stdio::null());
        }
    }
    let mut child = buildah.spawn()?;
    let id = child.id();
    loop {
        let name = tokio::select! {
            status = child.wait() => return status,
            _ = interrupt.recv() => "INT",
            _ = hangup.recv() => "HUP",
            _ = terminate.recv() => "TERM",
        };
        if let Some(command) = id.and_then(command_of) {
            let mut kill = Command::new("kill");
            kill.args(["-s", name, &command.to_string()]).status().await?;
        }
    }
}

/// The first process below buildah that is not one of its own.
fn command_of(mut id: u32) -> Option<u32> {
    while is_own(id) {
        id = first_child(id)?;
    }
    Some(id)
}

fn is_own(id: u32) -> bool {
    let words = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    words.split(|byte| *byte == 0).next().is_some_and(|program| program.starts_with(b"buildah"))
}

fn first_child(id: u32) -> Option<u32> {
    let threads = fs::read_dir(format!("/proc/{id}/task")).ok()?;
    let children = threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children.flat_map(|list| list.split(' ').filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()).next()
}
