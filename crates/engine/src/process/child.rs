//! Child processes that never outlive this one, not even when it is killed.
//!
//! The kernel ends a child when the *thread* that started it ends, and threads of an asynchronous runtime come and go.
//! So one thread that lives as long as this process starts them all.

use std::{io, process::Stdio, sync::LazyLock};
use tokio::{
    process::{Child, Command},
    sync::{mpsc, oneshot},
};

type StartRequest = (Command, oneshot::Sender<io::Result<Child>>);

static STARTER: LazyLock<mpsc::UnboundedSender<StartRequest>> = LazyLock::new(|| {
    let (requests, received) = mpsc::unbounded_channel();
    if let Err(error) = std::thread::Builder::new().name("children".into()).spawn(|| start_all(received)) {
        tracing::error!(%error, "could not start the thread for child processes");
    }
    requests
});

fn start_all(mut requests: mpsc::UnboundedReceiver<StartRequest>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::error!(%error, "could not create the runtime for child processes"),
    };
    runtime.block_on(async {
        while let Some((mut command, answer)) = requests.recv().await {
            // Whoever no longer waits for the answer does not want the child: dropping it ends it.
            drop(answer.send(command.spawn()));
        }
    });
}

/// Begins a program only if the process that started it still lives: one that died before the kernel knew that they
/// end together would leave it running for ever.
const WHILE_ALIVE: &str = "[ \"$PPID\" = \"$0\" ] && exec \"$@\"";

/// A command whose process ends with this one, does not get the signals of its terminal, and is killed when dropped.
#[must_use]
pub fn detached(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", "/bin/sh", "-c", WHILE_ALIVE, &std::process::id().to_string(), program]);
    command.process_group(0).kill_on_drop(true).stdin(Stdio::null());
    command
}

/// A command that runs in process and mount namespaces of its own: killing it ends whatever it started, and takes its
/// mounts along.
#[must_use]
pub fn contained(program: &str) -> Command {
    let mut command = detached("unshare");
    command.args(["--pid", "--mount", "--fork", "--kill-child=KILL", "--mount-proc", "--", program]);
    command
}

/// Starts a command.
///
/// # Errors
/// When it cannot be started.
pub async fn spawn(command: Command) -> io::Result<Child> {
    let (answer, started) = oneshot::channel();
    let gone = || io::Error::other("the thread that starts child processes has ended");
    STARTER.send((command, answer)).map_err(|_| gone())?;
    started.await.map_err(|_| gone())?
}

/// Whether a program is on the path.
#[must_use]
pub fn installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
