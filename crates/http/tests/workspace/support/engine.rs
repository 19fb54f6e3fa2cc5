//! An engine that does what a test tells it: faults and timing, never the result. What it makes is a real image in a
//! real registry.

use async_trait::async_trait;
use builder::{CommandRequest, Engine, EngineError, Executor, ImageBuilder, ImageRequest, LineSender, Mount};
use oci_client::{
    Client, Reference,
    client::{ClientConfig, ClientProtocol, Config, ImageLayer},
    manifest::{IMAGE_CONFIG_MEDIA_TYPE, IMAGE_LAYER_GZIP_MEDIA_TYPE},
    secrets::RegistryAuth,
};
use std::{
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    sync::{Semaphore, watch},
};
use tokio_util::sync::CancellationToken;

/// An engine that works when it is let.
pub struct Scripted {
    /// How many steps it may end; none at first.
    gate: Semaphore,
    /// How many steps began.
    begun: watch::Sender<usize>,
    /// How many steps run now, and how many ran at once at most.
    running: AtomicUsize,
    most: AtomicUsize,
    /// The environment that was made last.
    environment: Mutex<Option<Mount>>,
}

impl Scripted {
    pub fn new() -> Arc<Self> {
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let environment = Mutex::new(None);
        Arc::new(Self { gate: Semaphore::new(0), begun: watch::Sender::new(0), running, most, environment })
    }

    /// Lets this many more steps end.
    pub fn let_end(&self, steps: usize) {
        self.gate.add_permits(steps);
    }

    /// Waits until this many steps have begun since the beginning.
    pub async fn until_begun(&self, steps: usize) {
        self.begun.subscribe().wait_for(|begun| *begun >= steps).await.unwrap();
    }

    /// How many steps have begun.
    pub fn begun(&self) -> usize {
        *self.begun.borrow()
    }

    /// How many steps ran at once at most.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Engine for Scripted {
    fn name(&self) -> String {
        "scripted 1".into()
    }
}

#[async_trait]
impl ImageBuilder for Scripted {
    async fn build_image(
        &self,
        request: &ImageRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError> {
        let text = std::fs::read_to_string(request.folder.join("Dockerfile")).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("RUN say ")) {
            drop(log.send(line.into()).await);
        }
        self.most.fetch_max(self.running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        self.begun.send_modify(|begun| *begun += 1);
        let permit = cancel.run_until_cancelled(self.gate.acquire()).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        permit.ok_or(EngineError::Cancelled)?.unwrap().forget();
        if text.contains("RUN fail") {
            return Err(EngineError::Failed { tool: "scripted", status: "exit status 1".into() });
        }
        assert!(!text.contains("RUN panic"), "as the test wants it");
        // What drifts is another image in every build.
        let drifted = if text.contains("RUN drift") { format!("{text}# {}\n", self.begun()) } else { text };
        Ok(push(&request.target, &drifted).await)
    }
}

#[async_trait]
impl Executor for Scripted {
    async fn run_command(
        &self,
        request: &CommandRequest,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        if request.command[0] == "engine-fails" {
            return Err(EngineError::NotStarted { tool: "scripted", reason: "Device or resource busy".into() });
        }
        if sees(request, "/workspace") {
            return cancel.run_until_cancelled(perform(request, log)).await.unwrap_or(Err(EngineError::Cancelled));
        }
        // The images of these tests have the usual interpreter, and whatever these definitions want of it.
        if request.mounts.is_empty() && request.command[0] == "python" {
            return Ok(());
        }
        let mut request = request.clone();
        let environment = request.mounts.iter().find(|mount| mount.target == "/opt/env").cloned();
        if let Some(mount) = environment {
            *self.environment.lock().unwrap() = Some(mount);
        } else if sees(&request, "/run/terrarium/trial") {
            // No layer of the image that is tried was unpacked anywhere.
            request.mounts.extend(self.environment.lock().unwrap().clone());
        }
        let carried = cancel.run_until_cancelled(carry_out(&request, log)).await;
        match carried.ok_or(EngineError::Cancelled)? {
            0 => Ok(()),
            code => Err(EngineError::Exited { tool: "scripted", code }),
        }
    }
}

/// Whether a command has something mounted there.
fn sees(request: &CommandRequest, target: &str) -> bool {
    request.mounts.iter().any(|mount| mount.target == target)
}

/// Carries a command out on this machine's own files, in a mount namespace whose `/run` and `/opt` are empty; its exit
/// code.
async fn carry_out(request: &CommandRequest, log: &LineSender) -> i32 {
    // What comes from `/opt` of this machine is there before that is hidden.
    let (opt, others): (Vec<_>, Vec<_>) = request.mounts.iter().partition(|mount| mount.target.starts_with("/opt/"));
    let mount = |Mount { source, target, .. }: &Mount| {
        format!("mkdir -p '{target}'; mount --bind '{}' '{target}'", source.display())
    };
    let mut script = vec!["set -e; mount -t tmpfs none /run".to_owned()];
    script.extend(others.into_iter().map(mount));
    script.push("mount -t tmpfs none /opt".into());
    script.extend(opt.into_iter().map(mount));
    script.push(format!("'{}'", request.command.join("' '")));
    let mut command = tokio::process::Command::new("unshare");
    let output = command.args(["--map-root-user", "--mount", "sh", "-c", &script.join("\n")]).output().await.unwrap();
    for line in String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).lines() {
        drop(log.send(line.into()).await);
    }
    output.status.code().unwrap_or(1)
}

/// Runs the command of a run as a process of this machine, in the folder that a container would see, and tells its lines
/// as they come.
async fn perform(request: &CommandRequest, log: &LineSender) -> Result<(), EngineError> {
    let say = async |line: String| drop(log.send(line).await);
    let (program, arguments) = request.command.split_first().unwrap();
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).current_dir(&request.mounts[0].source).env_clear().env("PATH", "/usr/bin:/bin");
    command.envs(&request.variables).envs(&request.secrets);
    command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        say(format!("process failed to start with error: exec: {program:?}: executable file not found in $PATH")).await;
        return Err(EngineError::Exited { tool: "scripted", code: 1 });
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        say(line).await;
    }
    match child.wait().await.unwrap().code() {
        Some(0) => Ok(()),
        Some(code) => Err(EngineError::Exited { tool: "scripted", code }),
        None => Err(EngineError::Failed { tool: "scripted", status: "signal".into() }),
    }
}

/// Pushes an image with one layer; its manifest digest.
pub async fn push(target: &str, text: &str) -> String {
    let reference: Reference = target.parse().unwrap();
    let client = Client::new(ClientConfig { protocol: ClientProtocol::Http, ..ClientConfig::default() });
    let layer = ImageLayer::new(text.as_bytes().to_vec(), IMAGE_LAYER_GZIP_MEDIA_TYPE.into(), None);
    let configuration = r#"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#;
    let configuration = Config::new(configuration.as_bytes().to_vec(), IMAGE_CONFIG_MEDIA_TYPE.into(), None);
    client.push(&reference, &[layer], configuration, &RegistryAuth::Anonymous, None).await.unwrap();
    client.fetch_manifest_digest(&reference, &RegistryAuth::Anonymous).await.unwrap()
}
