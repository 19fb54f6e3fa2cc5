//! Buildah's containers: one for a command, and what a build leaves.

use super::{
    Buildah, TOOL,
    said::{self, Said},
    secrets,
};
use crate::{
    EngineError, Event, EventSender, child,
    engine::{
        Access, EngineRun, Folder, HOST_ENTRY, HOST_NAME, Setting, pull::stalled, run::run, stall::still,
        without_credentials,
    },
    event::say,
};
use std::{fs, io, path::Path};
use tokio::{process::Command, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// How many lines of buildah itself about one command are told.
const OWN: usize = 1000;

impl Buildah {
    /// Makes the container for a command, of this name.
    pub(super) async fn container(
        &self,
        name: &str,
        wanted: &EngineRun,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut from = child::contained(TOOL);
        from.args(["from", "--quiet", "--name", name, "--platform", &wanted.platform]);
        from.args(["--add-host", HOST_ENTRY, &wanted.image]);
        let stalls = async |process| {
            still(process, self.patience).await;
            stalled(&wanted.image, self.patience)
        };
        match cancel.run_until_cancelled(self.quietly_unless(from, stalls)).await {
            None => Err(EngineError::Cancelled),
            Some(Ok(_)) => Ok(()),
            Some(Err(reason)) => {
                say(events, wanted.step, without_credentials(&reason)).await;
                Err(EngineError::Failed { tool: TOOL, status: "an image that it cannot start from".into() })
            }
        }
    }

    /// Runs a command in a container that exists. What it writes is told as it comes, what buildah says after that.
    pub(super) async fn run_in(
        &self,
        container: &str,
        wanted: &EngineRun,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let start = |source| EngineError::Start { tool: TOOL, source };
        let said = Said::make(work).map_err(start)?;
        let command = self.command(container, wanted, work, Some(&said)).map_err(start)?;
        let (sender, received) = mpsc::channel(1);
        let ended = CancellationToken::new();
        let running = async {
            // Owned here, so that the lines end with the command.
            let sender = sender;
            let outcome = run(TOOL, command, wanted.step, &sender, cancel).await;
            ended.cancel();
            Ok(outcome)
        };
        let told = said.tell(wanted.step, events, &ended);
        let (outcome, any, own) =
            tokio::try_join!(running, told, async { Ok(lines(received).await) }).map_err(start)?;
        let shell = &said::before(false)[0];
        let without_shell = |line: &String| line.contains("no such file or directory") && line.contains(shell.as_str());
        if !any && wanted.setting.secrets.is_empty() && own.iter().any(without_shell) {
            let command = self.command(container, wanted, work, None).map_err(start)?;
            return run(TOOL, command, wanted.step, events, cancel).await;
        }
        for line in own {
            say(events, wanted.step, line).await;
        }
        outcome
    }

    /// `buildah run` of a command; without a pipe for what it writes, no shell is needed.
    fn command(&self, container: &str, run: &EngineRun, work: &Path, said: Option<&Said>) -> io::Result<Command> {
        let mut command = self.configured(child::contained(TOOL));
        command.env("TMPDIR", work.join("tmp"));
        command.args(["run", "--isolation", "chroot", "--network", "host", "--hostname", HOST_NAME, "--user", "0"]);
        for Folder { from, to, access } in &run.folders {
            let mode = if *access == Access::Read { "ro" } else { "rw" };
            command.args(["--volume", &format!("{}:{to}:{mode}", from.display())]);
        }
        let Setting { directory, variables, secrets } = &run.setting;
        for (name, value) in variables {
            command.args(["--env", &format!("{name}={value}")]);
        }
        if let Some(directory) = directory {
            command.args(["--workingdir", directory]);
        }
        if !secrets.is_empty() {
            let folder = secrets::write(secrets, work)?;
            command.args(["--volume", &format!("{}:{}:ro", folder.display(), secrets::FOLDER)]);
        }
        if let Some(said) = said {
            command.args(["--volume", &said.volume()]);
        }
        command.args([container, "--"]);
        if said.is_some() {
            command.args(said::before(!secrets.is_empty()));
        }
        command.args(&run.command);
        Ok(command)
    }

    /// Removes an image from the storage of this machine.
    pub(super) async fn remove_image(&self, image: &str) -> Result<(), String> {
        let mut command = child::contained(TOOL);
        command.args(["rmi", image]);
        self.quietly(command).await.map(drop)
    }

    /// Removes the working containers of a build: they know its folder, because they mount from it.
    pub(super) async fn remove_containers(&self, work: &Path) -> Result<(), String> {
        let name = work.file_name().unwrap_or_default().to_string_lossy().into_owned();
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
        let mut command = child::contained(TOOL);
        command.arg("rm").args(left);
        self.quietly(command).await.map(drop)
    }
}

/// The first of the lines that come.
async fn lines(mut received: mpsc::Receiver<Event>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(event) = received.recv().await {
        if let Event::Line(_, line) = event
            && lines.len() < OWN
        {
            lines.push(line);
        }
    }
    lines
}
