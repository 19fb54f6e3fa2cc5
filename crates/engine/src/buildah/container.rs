//! Buildah's containers: one for a command, and what a build leaves.

use super::{
    TOOL,
    output::{self, CommandOutput},
    secrets,
    start::{has_own_error, not_started, retry_start},
    tool::{Buildah, WorkFolder},
};
use crate::{
    engine::Executor,
    error::EngineError,
    log::{LineSender, log_line},
    process::{run, wait_until_stalled},
    pull::stalled_pull,
    request::{Access, CommandRequest, HOST_ENTRY, HOST_NAME, Mount},
};
use async_trait::async_trait;
use definition::mask_addresses;
use std::{fs, io};
use tokio::{process::Command, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// How many lines of buildah itself are logged for one command.
const MAX_OWN_LINES: usize = 1000;
/// How many of its last lines say why it failed.
const MAX_REASON_LINES: usize = 3;
/// How buildah says that the program of a container cannot be executed.
const NOT_EXECUTED: &str = "process failed to start with error: ";

#[async_trait]
impl Executor for Buildah {
    async fn run_command(
        &self,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        retry_start(cancel, || self.run_once(request, log, cancel)).await
    }
}

impl Buildah {
    /// Runs a command in a container of its own.
    async fn run_once(
        &self,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let start = |source| EngineError::Start { tool: TOOL, source };
        let work = self.work_folder().map_err(start)?;
        let container = work.name();
        let mut outcome = self.create_container(&container, request, log, cancel).await;
        if outcome.is_ok() {
            outcome = self.run_in(&container, request, &work, log, cancel).await;
        }
        let mut remove = self.process();
        remove.args(["rm", &container]);
        if let Err(reason) = self.output_of(remove).await
            && outcome.is_ok()
        {
            tracing::warn!(reason, "could not remove a working container; the next start will");
        }
        outcome
    }

    /// Makes the container for a command, of this name.
    async fn create_container(
        &self,
        name: &str,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut from = self.process();
        from.args(["from", "--quiet", "--name", name, "--platform", &request.platform]);
        from.args(["--add-host", HOST_ENTRY, &request.image]);
        let stalls = async |process| {
            wait_until_stalled(process, self.stall_timeout).await;
            stalled_pull(&request.image, self.stall_timeout)
        };
        match cancel.run_until_cancelled(self.output_unless(from, stalls)).await {
            None => Err(EngineError::Cancelled),
            Some(Ok(_)) => Ok(()),
            Some(Err(reason)) if !has_own_error(&reason) => Err(not_started(mask_addresses(&reason))),
            Some(Err(reason)) => {
                log_line(log, mask_addresses(&reason)).await;
                Err(EngineError::Failed { tool: TOOL, status: "an image that it cannot start from".into() })
            }
        }
    }

    /// Runs a command in a container that exists. Logs its output as it comes, then that of buildah.
    async fn run_in(
        &self,
        container: &str,
        request: &CommandRequest,
        work: &WorkFolder,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let start = |source| EngineError::Start { tool: TOOL, source };
        let output = CommandOutput::create(work.path()).map_err(start)?;
        let command = self.command(container, request, work, Some(&output)).map_err(start)?;
        let (sender, received) = mpsc::channel(1);
        let ended = CancellationToken::new();
        let running = async {
            // Owned here, so that the lines end with the command.
            let sender = sender;
            let outcome = run(TOOL, command, &sender, cancel).await;
            ended.cancel();
            Ok(outcome)
        };
        let forwarding = output.forward(log, &ended);
        let (outcome, has_started, own) =
            tokio::try_join!(running, forwarding, async { Ok(lines(received).await) }).map_err(start)?;
        let shell = &output::shell_prefix(false)[0];
        let without_shell = |line: &String| line.contains("no such file or directory") && line.contains(shell.as_str());
        if !has_started && request.secrets.is_empty() && own.iter().any(without_shell) {
            let command = self.command(container, request, work, None).map_err(start)?;
            return run(TOOL, command, log, cancel).await;
        }
        let is_failure = matches!(outcome, Err(EngineError::Exited { .. } | EngineError::Failed { .. }));
        if is_failure && !has_started && !own.iter().any(|line| line.starts_with(NOT_EXECUTED)) {
            return Err(not_started(own[own.len().saturating_sub(MAX_REASON_LINES)..].join("; ")));
        }
        for line in own {
            log_line(log, line).await;
        }
        outcome
    }

    /// `buildah run` of a command; without a pipe for what it writes, no shell is needed.
    fn command(
        &self,
        container: &str,
        request: &CommandRequest,
        work: &WorkFolder,
        output: Option<&CommandOutput>,
    ) -> io::Result<Command> {
        let mut command = self.configured(self.process());
        command.env("TMPDIR", work.temporary_files());
        command.args(["run", "--isolation", "chroot", "--network", "host", "--hostname", HOST_NAME, "--user", "0"]);
        for Mount { source, target, access } in &request.mounts {
            let mode = if *access == Access::Read { "ro" } else { "rw" };
            command.args(["--volume", &format!("{}:{target}:{mode}", source.display())]);
        }
        let secrets = &request.secrets;
        for (name, value) in &request.variables {
            command.args(["--env", &format!("{name}={value}")]);
        }
        if let Some(directory) = &request.working_directory {
            command.args(["--workingdir", directory]);
        }
        if !secrets.is_empty() {
            let folder = secrets::write(secrets, work.path())?;
            command.args(["--volume", &format!("{}:{}:ro", folder.display(), secrets::FOLDER)]);
        }
        if let Some(output) = output {
            command.args(["--volume", &output.volume()]);
        }
        command.args([container, "--"]);
        if output.is_some() {
            command.args(output::shell_prefix(!secrets.is_empty()));
        }
        command.args(&request.command);
        Ok(command)
    }

    /// Removes an image from the storage of this machine.
    pub(super) async fn remove_image(&self, image: &str) -> Result<(), String> {
        let mut command = self.process();
        command.args(["rmi", image]);
        self.output_of(command).await.map(drop)
    }

    /// Removes the working containers of a build: they know its folder, because they mount from it.
    pub(super) async fn remove_containers(&self, work: &WorkFolder) -> Result<(), String> {
        let name = work.name();
        let containers = self.folder.join("storage").join(format!("{}-containers", self.driver));
        let mut left = Vec::new();
        for container in fs::read_dir(&containers).map_err(|error| error.to_string())?.flatten() {
            let about = fs::read_to_string(container.path().join("userdata/buildah.json"));
            if about.is_ok_and(|about| about.contains(&name)) {
                left.push(container.file_name());
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        let mut command = self.process();
        command.arg("rm").args(left);
        self.output_of(command).await.map(drop)
    }
}

/// The first of the lines that come.
async fn lines(mut received: mpsc::Receiver<String>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(line) = received.recv().await {
        if lines.len() < MAX_OWN_LINES {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::Write,
        path::{Path, PathBuf},
        process::{Command as BlockingCommand, Stdio},
        time::Duration,
    };

    /// What fails so many times as buildah does when the machine does not let it start itself, and then runs the command on
    /// this machine's own files, with what is mounted below `/run`.
    const PROGRAM: &str = r#"#!/bin/sh
[ "$1" = run ] || exit 0
echo attempt >> "$0.attempts"
if [ "$(wc -l < "$0.attempts")" -le FAILURES ]; then
    echo 'Close_Fd sealing memfd copy: Device or resource busy' >&2
    exit 1
fi
mount -t tmpfs none /run
while [ "$1" != -- ]; do
    case $2 in
    *:/run/*:ro)
        target=${2#*:}
        target=${target%:ro}
        mkdir -p "$target"
        mount --bind "${2%%:*}" "$target" ;;
    esac
    shift
done
shift
"$@" || { status=$?; echo "Error: exit status $status" >&2; exit $status; }
"#;

    /// Buildah whose program is another one, which fails so many times.
    fn failing(folder: &Path, times: u32) -> Buildah {
        let program = folder.join("program");
        // By a process of its own: while this one has the file open, no other test could start a program.
        let mut install = BlockingCommand::new("install")
            .args(["-m", "755", "/dev/stdin"])
            .arg(&program)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let text = PROGRAM.replace("FAILURES", &times.to_string());
        install.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(install.wait().unwrap().success());
        fs::create_dir(folder.join("work")).unwrap();
        Buildah {
            version: "0".into(),
            program: program.to_string_lossy().into_owned(),
            folder: folder.to_owned(),
            driver: "vfs",
            bundle: None,
            login: PathBuf::new(),
            stall_timeout: Duration::from_mins(1),
        }
    }

    /// How a shell script ended that was run after so many failures, its lines, and how often it was tried.
    async fn run_after(failures: u32, script: &str) -> (Result<(), EngineError>, Vec<String>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let buildah = failing(folder.path(), failures);
        let request = CommandRequest {
            command: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            ..CommandRequest::default()
        };
        let (log, received) = mpsc::channel(16);
        let running = async {
            let log = log;
            buildah.run_command(&request, &log, &CancellationToken::new()).await
        };
        let (outcome, lines) = tokio::join!(running, lines(received));
        let attempts = fs::read_to_string(folder.path().join("program.attempts")).unwrap().lines().count();
        (outcome, lines, attempts)
    }

    #[tokio::test]
    async fn what_fails_before_the_command_starts_is_tried_again() {
        let (outcome, lines, attempts) = run_after(2, "echo hello; exit 3").await;
        assert!(matches!(outcome, Err(EngineError::Exited { code: 3, .. })), "{outcome:?}");
        assert_eq!((lines, attempts), (vec!["hello".to_owned(), "Error: exit status 3".to_owned()], 3));
    }

    #[tokio::test]
    async fn what_never_starts_is_no_exit_code_of_the_command() {
        let (outcome, lines, attempts) = run_after(3, "echo hello").await;
        let Err(EngineError::NotStarted { reason, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(reason, "Close_Fd sealing memfd copy: Device or resource busy");
        assert_eq!((lines, attempts), (Vec::new(), 3));
    }

    #[tokio::test]
    async fn a_command_that_has_started_is_never_run_again() {
        let words = "Close_Fd sealing memfd copy: Device or resource busy";
        let (outcome, lines, attempts) = run_after(0, &format!("echo '{words}'; exit 1")).await;
        assert!(matches!(outcome, Err(EngineError::Exited { code: 1, .. })), "{outcome:?}");
        assert_eq!((&*lines[0], attempts), (words, 1));
        let (outcome, lines, attempts) = run_after(0, "exit 1").await;
        assert!(matches!(outcome, Err(EngineError::Exited { code: 1, .. })), "{outcome:?} {lines:?}");
        assert_eq!(attempts, 1);
    }
}
