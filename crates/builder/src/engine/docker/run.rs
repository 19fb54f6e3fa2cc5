//! Runs one command in a container.

use super::Daemon;
use crate::{
    EngineError, EventSender,
    engine::{EngineRun, HOST_ENTRY, HOST_NAME, output::Lines, pull::stalled},
    event::say,
};
use bollard::{
    container::LogOutput,
    errors::Error,
    models::{ContainerCreateBody, HostConfig},
    query_parameters::{
        AttachContainerOptionsBuilder, CreateContainerOptionsBuilder, CreateImageOptionsBuilder, StartContainerOptions,
        WaitContainerOptions,
    },
};
use futures::StreamExt;
use tokio::time::timeout;

/// Where a machine labels files, a container does not see folders that are labelled for others.
pub(super) const NO_LABELS: &str = "label=disable";

impl Daemon {
    /// Runs a command in a container of this name, which stays.
    pub(super) async fn in_container(
        &self,
        name: &str,
        run: &EngineRun,
        events: &EventSender,
    ) -> Result<(), EngineError> {
        self.pull(run, events).await?;
        let binds = self.binds(&run.image).await;
        if let Err(error) = self.create(name, run, binds).await {
            return Err(self.refused(error, "creating a container: ", run.step, events).await);
        }
        if !binds {
            self.send(name, run, events).await?;
        }
        let status = match self.told(name, run, events).await {
            Ok(status) => status,
            Err(error) => return Err(self.refused(error, "", run.step, events).await),
        };
        if !binds {
            self.fetch(name, run).await?;
        }
        match status {
            0 => Ok(()),
            status => {
                let code = i32::try_from(status).unwrap_or(i32::MAX);
                Err(EngineError::Exited { tool: self.kind.name(), code })
            }
        }
    }

    /// Gets the image, when the daemon does not have it.
    async fn pull(&self, run: &EngineRun, events: &EventSender) -> Result<(), EngineError> {
        let options = CreateImageOptionsBuilder::new().from_image(&run.image).platform(&run.platform).build();
        let mut answers = self.client.create_image(Some(options), None, self.credentials());
        let mut unpacking = false;
        loop {
            let answer = match timeout(self.silence(), answers.next()).await {
                // What has come is unpacked: a large layer takes its time.
                Err(_) if unpacking => continue,
                Err(_) => {
                    say(events, run.step, stalled(&run.image, self.silence())).await;
                    return Err(self.failed("standing still"));
                }
                Ok(answer) => answer,
            };
            match answer {
                None => return Ok(()),
                Some(Ok(answer)) => {
                    let status = answer.status.unwrap_or_default();
                    unpacking =
                        ["Extracting", "Verifying", "Download complete"].iter().any(|word| status.contains(word));
                }
                Some(Err(error)) => {
                    let doing = format!("creating build container: initializing source docker://{}: ", run.image);
                    return Err(self.refused(error, &doing, run.step, events).await);
                }
            }
        }
    }

    async fn create(&self, name: &str, run: &EngineRun, binds: bool) -> Result<(), Error> {
        let (program, arguments) = run.command.split_at(run.command.len().min(1));
        let host = HostConfig {
            mounts: Some(self.mounts(run, binds)),
            network_mode: self.network.map(str::to_owned),
            // In a network of its own a container is given a name and its entry by the daemon.
            extra_hosts: self.network.map(|_| vec![HOST_ENTRY.to_owned()]),
            security_opt: Some(vec![NO_LABELS.to_owned()]),
            ..HostConfig::default()
        };
        let body = ContainerCreateBody {
            image: Some(run.image.clone()),
            hostname: self.network.map(|_| HOST_NAME.to_owned()),
            entrypoint: Some(program.to_vec()),
            cmd: Some(arguments.to_vec()),
            user: Some("0".into()),
            labels: Some(self.labels()),
            env: Some(run.setting.pairs().collect()),
            working_dir: run.setting.directory.clone(),
            host_config: Some(host),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(name).platform(&run.platform).build();
        self.client.create_container(Some(options), body).await.map(drop)
    }

    /// Starts a container, tells what its command writes, and returns the command's exit status.
    async fn told(&self, name: &str, run: &EngineRun, events: &EventSender) -> Result<i64, Error> {
        let options = AttachContainerOptionsBuilder::new().stream(true).stdout(true).stderr(true).build();
        // Before it starts, so that no line is missed.
        let mut attached = self.client.attach_container(name, Some(options)).await?;
        self.client.start_container(name, None::<StartContainerOptions>).await?;
        let (mut out, mut error) = (Lines::default(), Lines::default());
        while let Some(output) = attached.output.next().await {
            let output = output?;
            let lines = if matches!(output, LogOutput::StdErr { .. }) { &mut error } else { &mut out };
            for line in lines.take(output.as_ref()) {
                say(events, run.step, line).await;
            }
        }
        for line in out.finish().into_iter().chain(error.finish()) {
            say(events, run.step, line).await;
        }
        match self.client.wait_container(name, None::<WaitContainerOptions>).next().await {
            Some(Ok(ended)) => Ok(ended.status_code),
            Some(Err(Error::DockerContainerWaitError { code, error })) if error.is_empty() => Ok(code),
            Some(Err(error)) => Err(error),
            None => Err(Error::DockerStreamError { error: "the daemon does not tell how the command ended".into() }),
        }
    }
}
