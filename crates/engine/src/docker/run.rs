//! Runs one command in a container.

use super::{daemon::Daemon, leftovers::NO_LABELS};
use crate::{
    error::EngineError,
    log::{LineSender, log_line},
    process::Lines,
    pull::stalled_pull,
    request::{CommandRequest, HOST_ENTRY, HOST_NAME},
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

impl Daemon {
    /// Runs a command in a container of this name, which stays.
    pub(super) async fn in_container(
        &self,
        name: &str,
        request: &CommandRequest,
        log: &LineSender,
    ) -> Result<(), EngineError> {
        self.pull(request, log).await?;
        let binds = self.binds(&request.image).await;
        if let Err(error) = self.create(name, request, binds).await {
            return Err(self.refused(error, "creating a container: ", log).await);
        }
        if !binds {
            self.send(name, request, log).await?;
        }
        let status = match self.run_logged(name, log).await {
            Ok(status) => status,
            Err(error) => return Err(self.refused(error, "", log).await),
        };
        if !binds {
            self.fetch(name, request).await?;
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
    async fn pull(&self, request: &CommandRequest, log: &LineSender) -> Result<(), EngineError> {
        let options = CreateImageOptionsBuilder::new().from_image(&request.image).platform(&request.platform).build();
        let mut answers = self.client.create_image(Some(options), None, self.credentials());
        let mut unpacking = false;
        loop {
            let answer = match timeout(self.stall_timeout(), answers.next()).await {
                // What has come is unpacked: a large layer takes its time.
                Err(_) if unpacking => continue,
                Err(_) => {
                    log_line(log, stalled_pull(&request.image, self.stall_timeout())).await;
                    return Err(self.failed("a stalled transfer"));
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
                    let doing = format!("creating build container: initializing source docker://{}: ", request.image);
                    return Err(self.refused(error, &doing, log).await);
                }
            }
        }
    }

    async fn create(&self, name: &str, request: &CommandRequest, binds: bool) -> Result<(), Error> {
        let (program, arguments) = request.command.split_at(request.command.len().min(1));
        let host = HostConfig {
            mounts: Some(self.mounts(request, binds)),
            network_mode: self.network.map(str::to_owned),
            // In a network of its own a container is given a name and its entry by the daemon.
            extra_hosts: self.network.map(|_| vec![HOST_ENTRY.to_owned()]),
            security_opt: Some(vec![NO_LABELS.to_owned()]),
            ..HostConfig::default()
        };
        let body = ContainerCreateBody {
            image: Some(request.image.clone()),
            hostname: self.network.map(|_| HOST_NAME.to_owned()),
            entrypoint: Some(program.to_vec()),
            cmd: Some(arguments.to_vec()),
            user: Some("0".into()),
            labels: Some(self.labels()),
            env: Some(request.assignments().collect()),
            working_dir: request.working_directory.clone(),
            host_config: Some(host),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(name).platform(&request.platform).build();
        self.client.create_container(Some(options), body).await.map(drop)
    }

    /// Starts a container, logs what its command writes, and returns the exit status of the command.
    async fn run_logged(&self, name: &str, log: &LineSender) -> Result<i64, Error> {
        let options = AttachContainerOptionsBuilder::new().stream(true).stdout(true).stderr(true).build();
        // Before it starts, so that no line is missed.
        let mut attached = self.client.attach_container(name, Some(options)).await?;
        self.client.start_container(name, None::<StartContainerOptions>).await?;
        let (mut out, mut error) = (Lines::default(), Lines::default());
        while let Some(output) = attached.output.next().await {
            let output = output?;
            let lines = if matches!(output, LogOutput::StdErr { .. }) { &mut error } else { &mut out };
            for line in lines.take(output.as_ref()) {
                log_line(log, line).await;
            }
        }
        for line in out.finish().into_iter().chain(error.finish()) {
            log_line(log, line).await;
        }
        match self.client.wait_container(name, None::<WaitContainerOptions>).next().await {
            Some(Ok(ended)) => Ok(ended.status_code),
            Some(Err(Error::DockerContainerWaitError { code, error })) if error.is_empty() => Ok(code),
            Some(Err(error)) => Err(error),
            None => Err(Error::DockerStreamError { error: "the daemon did not report how the command ended".into() }),
        }
    }
}
