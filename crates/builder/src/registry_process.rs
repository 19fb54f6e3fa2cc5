//! The workspace's own registry: a child process on this machine.

use engine::process;
use registry::{CollectionRequest, Collector, Registry};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{process::Child, sync::mpsc, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long a registry may take to begin to listen.
const START_TIMEOUT: Duration = Duration::from_secs(10);

/// A registry that runs as a child process, is started again when it ends, and ends with this value.
#[derive(Debug)]
pub struct RegistryProcess {
    address: String,
    collector: Collector,
    stop: DropGuard,
    supervisor: JoinHandle<()>,
}

/// Why the workspace's own registry cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum RegistryProcessError {
    /// The program is not there.
    #[error(
        "docker-registry is not installed: install it (Debian, Ubuntu: apt install docker-registry) or name a registry that runs elsewhere"
    )]
    NotInstalled,
    /// It ended before it listened.
    #[error("docker-registry does not start, its last words are in {log}: {reason}")]
    Ended {
        /// Where it wrote.
        log: PathBuf,
        /// What is known.
        reason: String,
    },
    /// A file of its folder cannot be written.
    #[error("the registry's folder cannot be used: {0}")]
    Folder(#[from] io::Error),
}

impl RegistryProcess {
    /// Starts a registry with its data in this folder, on the port that it had there before if that is still free, so
    /// that references stay valid.
    ///
    /// # Errors
    /// See [`RegistryProcessError`].
    pub async fn start(folder: &Path) -> Result<Self, RegistryProcessError> {
        if !process::installed("docker-registry") {
            return Err(RegistryProcessError::NotInstalled);
        }
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let remembered = folder.join("port");
        let before = fs::read_to_string(&remembered).ok().and_then(|port| port.trim().parse().ok()).unwrap_or(0);
        let pending = folder.join("collect");
        if pending.exists()
            && let Err(reason) = collect(&folder).await
        {
            tracing::warn!(reason, "could not free the disk space of evicted images; the next start tries again");
        }
        let (child, port) = match serve(&folder, before).await {
            Err(RegistryProcessError::Ended { .. }) if before != 0 => serve(&folder, 0).await?,
            other => other?,
        };
        fs::write(&remembered, port.to_string())?;
        let stop = CancellationToken::new();
        let (sender, requests) = mpsc::channel(1);
        let supervisor = tokio::spawn(supervise(child, folder, port, stop.clone(), requests));
        let collector = Collector { requests: sender, pending };
        Ok(Self { address: format!("127.0.0.1:{port}"), collector, stop: stop.drop_guard(), supervisor })
    }

    /// Ends it and waits until its port is free. Dropping it ends it as well, but does not wait.
    pub async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.supervisor.await {
            tracing::warn!(%error, "the registry did not end in order");
        }
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> Registry {
        Registry::new(self.address.clone()).with_collector(self.collector.clone())
    }
}

/// Starts it again whenever it ends, and collects its garbage when asked, until it is stopped.
async fn supervise(
    mut child: Child,
    folder: PathBuf,
    port: u16,
    stop: CancellationToken,
    mut requests: mpsc::Receiver<CollectionRequest>,
) {
    loop {
        let mut request = None;
        tokio::select! {
            ended = child.wait() => tracing::warn!(?ended, "the registry ended and is restarted"),
            Some(done) = requests.recv() => request = Some((done, child.kill().await)),
            () = stop.cancelled() => {
                if let Err(error) = child.kill().await {
                    tracing::warn!(%error, "could not stop the registry");
                }
                return;
            }
        }
        let collected = match request {
            Some((done, Ok(()))) => Some((done, collect(&folder).await)),
            Some((done, Err(error))) => Some((done, Err(format!("the registry cannot be stopped: {error}")))),
            None => None,
        };
        child = loop {
            match serve(&folder, port).await {
                Ok((child, _port)) => break child,
                Err(error) => tracing::error!(%error, "could not restart the registry"),
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = stop.cancelled() => return,
            }
        };
        if let Some((done, outcome)) = collected {
            // The caller may be gone.
            let _ = done.send(outcome);
        }
    }
}

/// Removes layers that no manifest has, while the registry does not run, and the request for it.
async fn collect(folder: &Path) -> Result<(), String> {
    let mut command = process::detached("docker-registry");
    command.arg("garbage-collect").arg(folder.join("registry.json")).env("OTEL_TRACES_EXPORTER", "none");
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let failed = |error| format!("docker-registry cannot be started: {error}");
    let output = process::spawn(command).await.map_err(failed)?.wait_with_output().await.map_err(failed)?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let last = words.lines().last().unwrap_or_default();
        return Err(format!("docker-registry could not collect its garbage ({}): {last}", output.status));
    }
    fs::remove_file(folder.join("collect")).map_err(|error| error.to_string())
}

/// Starts one process on this port, 0 for any, and waits until it listens.
async fn serve(folder: &Path, port: u16) -> Result<(Child, u16), RegistryProcessError> {
    let (configuration, log) = (folder.join("registry.json"), folder.join("registry.log"));
    // JSON is YAML, and quotes whatever the folder is called.
    let settings = serde_json::json!({
        "version": "0.1",
        "storage": {
            "filesystem": { "rootdirectory": folder.join("data") },
            "delete": { "enabled": true },
        },
        "http": { "addr": format!("127.0.0.1:{port}") },
    });
    fs::write(&configuration, settings.to_string())?;
    if log.exists() {
        fs::rename(&log, log.with_added_extension("before"))?;
    }
    let file = File::create(&log)?;
    let mut command = process::detached("docker-registry");
    command.arg("serve").arg(&configuration).env("OTEL_TRACES_EXPORTER", "none");
    command.stdout(file.try_clone()?).stderr(file);
    let mut child = process::spawn(command).await?;

    let listening = async {
        loop {
            if let Some(port) = port_in(&fs::read_to_string(&log)?) {
                return Ok(port);
            }
            if let Some(status) = child.try_wait()? {
                return Err(RegistryProcessError::Ended { log: log.clone(), reason: status.to_string() });
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    match tokio::time::timeout(START_TIMEOUT, listening).await {
        Ok(port) => Ok((child, port?)),
        Err(_) => Err(RegistryProcessError::Ended { log, reason: "it does not begin to listen".into() }),
    }
}

fn port_in(log: &str) -> Option<u16> {
    let (_, after) = log.split_once("listening on 127.0.0.1:")?;
    let end = after.find(|character: char| !character.is_ascii_digit())?;
    after[..end].parse().ok()
}
