//! Buildah's containers: one for a command, and what a build leaves.

use super::{
    TOOL,
    output::{self, CommandOutput},
    secrets,
    tool::{Buildah, WorkFolder},
};
use crate::{
    engine::Executor,
    error::EngineError,
    log::{LineSender, log_line},
    process::{self, run, wait_until_stalled},
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

#[async_trait]
impl Executor for Buildah {
    async fn run_command(
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
        let mut remove = process::contained(TOOL);
        remove.args(["rm", &container]);
        if let Err(reason) = self.output_of(remove).await
            && outcome.is_ok()
        {
            tracing::warn!(reason, "could not remove a working container; the next start will");
        }
        outcome
    }
}

impl Buildah {
    /// Makes the container for a command, of this name.
    async fn create_container(
        &self,
        name: &str,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut from = process::contained(TOOL);
        from.args(["from", "--quiet", "--name", name, "--platform", &request.platform]);
        from.args(["--add-host", HOST_ENTRY, &request.image]);
        let stalls = async |process| {
            wait_until_stalled(process, self.stall_timeout).await;
            stalled_pull(&request.image, self.stall_timeout)
        };
        match cancel.run_until_cancelled(self.output_unless(from, stalls)).await {
            None => Err(EngineError::Cancelled),
            Some(Ok(_)) => Ok(()),
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
        let (outcome, any, own) =
            tokio::try_join!(running, forwarding, async { Ok(lines(received).await) }).map_err(start)?;
        let shell = &output::shell_prefix(false)[0];
        let without_shell = |line: &String| line.contains("no such file or directory") && line.contains(shell.as_str());
        if !any && request.secrets.is_empty() && own.iter().any(without_shell) {
            let command = self.command(container, request, work, None).map_err(start)?;
            return run(TOOL, command, log, cancel).await;
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
        let mut command = self.configured(process::contained(TOOL));
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
        let mut command = process::contained(TOOL);
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
        let mut command = process::contained(TOOL);
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
