//! An engine that does what a test tells it: faults and timing, never the result. What it makes is a real image in a
//! real registry.

use async_trait::async_trait;
use builder::{Engine, EngineError, EngineRun, EngineStep, Event, EventSender, Folder, Step};
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
    environment: Mutex<Option<Folder>>,
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

#[async_trait]
impl Engine for Scripted {
    fn name(&self) -> String {
        "scripted 1".into()
    }

    async fn build(
        &self,
        step: &EngineStep,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError> {
        let text = std::fs::read_to_string(step.folder.join("Dockerfile")).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("RUN say ")) {
            drop(events.send(Event::Line(step.step, line.into())).await);
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
        Ok(push(&step.target, &drifted).await)
    }

    async fn run(&self, run: &EngineRun, events: &EventSender, cancel: &CancellationToken) -> Result<(), EngineError> {
        if run.step == Step::Command {
            return cancel.run_until_cancelled(perform(run, events)).await.unwrap_or(Err(EngineError::Cancelled));
        }
        // The images of these tests have the usual interpreter, and whatever these definitions want of it.
        if run.step == Step::Trial && run.command[0] == "python" {
            return Ok(());
        }
        let mut run = run.clone();
        let environment = run.folders.iter().find(|folder| folder.to == "/opt/env").cloned();
        if let Some(folder) = environment {
            *self.environment.lock().unwrap() = Some(folder);
        } else if run.step == Step::Trial {
            // No layer of the image that is tried was unpacked anywhere.
            run.folders.extend(self.environment.lock().unwrap().clone());
        }
        let carried = cancel.run_until_cancelled(carry_out(&run, events)).await;
        match carried.ok_or(EngineError::Cancelled)? {
            0 => Ok(()),
            code => Err(EngineError::Exited { tool: "scripted", code }),
        }
    }
}

/// Carries a command out on this machine's own files, in a mount namespace whose `/run` and `/opt` are empty; its exit
/// code.
async fn carry_out(run: &EngineRun, events: &EventSender) -> i32 {
    // What comes from `/opt` of this machine is there before that is hidden.
    let (opt, others): (Vec<_>, Vec<_>) = run.folders.iter().partition(|folder| folder.to.starts_with("/opt/"));
    let mount = |Folder { from, to, .. }: &Folder| format!("mkdir -p '{to}'; mount --bind '{}' '{to}'", from.display());
    let mut script = vec!["set -e; mount -t tmpfs none /run".to_owned()];
    script.extend(others.into_iter().map(mount));
    script.push("mount -t tmpfs none /opt".into());
    script.extend(opt.into_iter().map(mount));
    script.push(format!("'{}'", run.command.join("' '")));
    let mut command = tokio::process::Command::new("unshare");
    let output = command.args(["--map-root-user", "--mount", "sh", "-c", &script.join("\n")]).output().await.unwrap();
    for line in String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).lines() {
        drop(events.send(Event::Line(run.step, line.into())).await);
    }
    output.status.code().unwrap_or(1)
}

/// Runs the command of a run as a process of this machine, in the folder that a container would see, and tells its lines
/// as they come.
async fn perform(run: &EngineRun, events: &EventSender) -> Result<(), EngineError> {
    let say = async |line: String| drop(events.send(Event::Line(run.step, line)).await);
    let (program, arguments) = run.command.split_first().unwrap();
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).current_dir(&run.folders[0].from).env_clear().env("PATH", "/usr/bin:/bin");
    command.envs(&run.setting.variables).envs(&run.setting.secrets);
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
