//! The engine of Debian and Ubuntu: buildah, without a daemon.

mod container;
mod said;
mod secrets;

use super::{
    Engine, EngineRun, EngineStep, certificates,
    heredoc::unfold,
    pull::{Pulling, stalled},
    run::run_watched,
    stall::still,
};
use crate::{EngineError, EventSender, Mirror, Registry, Step, child, event::say, registry::is_loopback};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use oci_client::secrets::RegistryAuth;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    future::pending,
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

const TOOL: &str = "buildah";

/// How often a build is begun that loses a race for the images of the storage, and how its last words begin then.
const ATTEMPTS: u32 = 3;
const LOST_RACE: &str = "Error: checking if cached image exists from a previous build: ";
/// The list of nothing to ignore.
const IGNORED: &str = "ignored";

/// Buildah with a storage of its own.
#[derive(Debug)]
pub struct Buildah {
    version: String,
    folder: PathBuf,
    driver: &'static str,
    bundle: Option<PathBuf>,
    /// The file of names and passwords of registries.
    login: PathBuf,
    /// How long a registry may take nothing of what is pushed, and give nothing of what is pulled.
    patience: Duration,
}

impl Buildah {
    /// Looks for buildah, makes its storage in this folder, which must be its own, and removes what a killed process left there.
    ///
    /// # Errors
    /// Why there is no engine, and what to do.
    pub async fn detect(folder: &Path, registry: &Registry) -> Result<Self, String> {
        let version = version().await?;
        let (folder, bundle) = (folder.to_owned(), certificates::bundle());
        let (login, patience) = (PathBuf::new(), registry.patience());
        let mut engine = Self { version, folder, driver: "overlay", bundle, login, patience };
        engine.prepare(registry).map_err(|error| format!("buildah's folder cannot be used: {error}"))?;
        let mut usable = engine.probe().await;
        if usable.is_err() {
            // No overlay on this file system; slower, but it works.
            engine.driver = "vfs";
            engine.configure_storage().map_err(|error| error.to_string())?;
            usable = engine.probe().await.or(usable);
        }
        usable.map_err(|reason| {
            format!("buildah does not work here: {reason}. It needs root or user namespaces and may mount file systems")
        })?;
        Ok(engine)
    }

    /// Its folders and configuration files.
    fn prepare(&mut self, registry: &Registry) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        self.folder = self.folder.canonicalize()?;
        match fs::remove_dir_all(self.work()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir(self.work())?,
        }
        self.configure_storage()?;
        let address = serde_json::to_string(registry.address())?;
        let insecure = registry.is_loopback();
        let mut registries =
            format!("unqualified-search-registries = []\n[[registry]]\nlocation = {address}\ninsecure = {insecure}\n");
        let hosts: BTreeSet<_> = registry.mirrors().iter().map(Mirror::host).collect();
        for host in hosts.into_iter().filter(|host| is_loopback(host) && *host != registry.address()) {
            let host = serde_json::to_string(host)?;
            // Writing to a text never fails.
            let _ = write!(registries, "[[registry]]\nlocation = {host}\ninsecure = true\n");
        }
        fs::write(self.folder.join("registries.conf"), registries)?;
        let own = self.folder.join("auth.json");
        if own.exists() {
            fs::remove_file(&own)?;
        }
        if let Some(file) = registry.credentials().file() {
            file.clone_into(&mut self.login);
            return Ok(());
        }
        self.login = own;
        if let RegistryAuth::Basic(name, password) = &registry.authentication {
            let auth = BASE64_STANDARD.encode(format!("{name}:{password}"));
            let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.login)?;
            serde_json::to_writer(file, &serde_json::json!({ "auths": { registry.address(): { "auth": auth } } }))?;
        }
        Ok(())
    }

    fn configure_storage(&self) -> io::Result<()> {
        let path = |name: &str| serde_json::to_string(&self.folder.join(name).to_string_lossy());
        let text = format!(
            "[storage]\ndriver = {:?}\ngraphroot = {}\nrunroot = {}\n",
            self.driver,
            path("storage")?,
            path("run")?
        );
        fs::write(self.folder.join("storage.conf"), text)
    }

    /// Whether it can do anything here; removes the containers of a killed process on the way.
    async fn probe(&self) -> Result<(), String> {
        self.adopt().map_err(|error| error.to_string())?;
        let mut command = child::contained(TOOL);
        command.args(["rm", "--all"]);
        self.quietly(command).await.map(drop)
    }

    /// Makes buildah know the containers that it was killed over while it made them: it removes no others.
    fn adopt(&self) -> io::Result<()> {
        let folder = self.folder.join("storage").join(format!("{}-containers", self.driver));
        let Ok(list) = fs::read(folder.join("containers.json")) else { return Ok(()) };
        let containers: Vec<serde_json::Value> = serde_json::from_slice(&list)?;
        for id in containers.iter().filter_map(|container| container["id"].as_str()) {
            let about = folder.join(id).join("userdata/buildah.json");
            if !about.exists() {
                fs::create_dir_all(folder.join(id).join("userdata"))?;
                fs::write(about, serde_json::json!({ "type": "buildah 0.0.1", "container-id": id }).to_string())?;
            }
        }
        Ok(())
    }

    /// The folder of builds in progress.
    fn work(&self) -> PathBuf {
        self.folder.join("work")
    }

    /// Makes a command use the storage and the configuration of this engine.
    fn configured(&self, mut command: Command) -> Command {
        command.env("CONTAINERS_STORAGE_CONF", self.folder.join("storage.conf"));
        command.env("CONTAINERS_REGISTRIES_CONF", self.folder.join("registries.conf"));
        if self.login.exists() {
            command.env("REGISTRY_AUTH_FILE", &self.login);
        }
        command
    }

    /// Runs a short command and returns what it wrote.
    async fn quietly(&self, command: Command) -> Result<Output, String> {
        self.quietly_unless(command, |_| pending()).await
    }

    /// The same, unless what watches its process ends before, with the reason: then it is killed.
    async fn quietly_unless<F: Future<Output = String>>(
        &self,
        command: Command,
        watch: impl FnOnce(u32) -> F,
    ) -> Result<Output, String> {
        let mut command = self.configured(command);
        command.env("TMPDIR", self.work()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = child::spawn(command).await.map_err(|error| error.to_string())?;
        let watched = watch(child.id().unwrap_or_default());
        let output = tokio::select! {
            output = child.wait_with_output() => output.map_err(|error| error.to_string())?,
            reason = watched => return Err(reason),
        };
        if output.status.success() {
            return Ok(output);
        }
        Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
    }

    /// The folder of one build: temporary files, and the certificates that its steps see.
    fn work_folder(&self) -> io::Result<TempDir> {
        let work = tempfile::Builder::new().prefix("build-").tempdir_in(self.work())?;
        fs::create_dir(work.path().join("certificates"))?;
        fs::create_dir(work.path().join("tmp"))?;
        fs::write(work.path().join(IGNORED), "")?;
        if let Some(bundle) = &self.bundle {
            fs::copy(bundle, work.path().join("certificates").join(certificates::BUNDLE))?;
        }
        Ok(work)
    }

    /// `buildah bud` of a step.
    fn bud(&self, step: &EngineStep, dockerfile: &str, work: &Path) -> Command {
        let mut command = self.configured(child::contained(TOOL));
        command.env("TMPDIR", work.join("tmp"));
        command.args(["bud", "--force-rm", "--pull", "--format", "oci"]);
        command.args(["--isolation", "chroot", "--network", "host"]);
        command.arg(if step.cached { "--layers" } else { "--layers=false" });
        if step.platform != super::this_platform() {
            command.args(["--platform", &step.platform]);
        }
        for (name, value) in &step.labels {
            command.args(["--label", &format!("{name}={value}")]);
        }
        if self.bundle.is_some() {
            for (variable, value) in certificates::arguments(dockerfile) {
                command.args(["--build-arg", &format!("{variable}={value}")]);
            }
        }
        let seen = format!("{}:{}:ro", work.join("certificates").display(), certificates::FOLDER);
        command.args(["--volume", &seen]);
        command.args(["--tag", &step.target]);
        if let Some(context) = &step.context {
            // An empty list in place of the one in the context, which was followed already.
            command.arg("--ignorefile").arg(work.join(IGNORED)).arg("--file").arg(step.folder.join("Dockerfile"));
            command.arg(context);
        } else {
            command.arg(&step.folder);
        }
        command
    }

    /// Pushes an image, as long as the registry takes bytes.
    async fn push(
        &self,
        push: Command,
        step: &EngineStep,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let still = async |process| {
            still(process, self.patience).await;
            let (target, seconds) = (&step.target, self.patience.as_secs());
            let line = format!("Error: pushing image \"{target}\": the registry took nothing for {seconds} seconds");
            say(events, step.step, line).await;
        };
        run_watched(TOOL, push, step.step, events, cancel, (|_: &str| {}, still)).await
    }

    /// Builds an image, as long as the registries of its base images send bytes. `raced` is set
    /// when it failed because an image of the storage, all of which are its cache, came or went while it looked.
    async fn make(
        &self,
        bud: Command,
        step: Step,
        events: &EventSender,
        cancel: &CancellationToken,
        raced: &AtomicBool,
    ) -> Result<(), EngineError> {
        let pulling = Pulling::default();
        let stalls = async |process| {
            loop {
                still(process, self.patience).await;
                if let Some(image) = pulling.longer_than(self.patience) {
                    return say(events, step, stalled(&image, self.patience)).await;
                }
            }
        };
        let hear = |line: &str| {
            pulling.hear(line);
            raced.fetch_or(line.starts_with(LOST_RACE), Ordering::Relaxed);
        };
        run_watched(TOOL, bud, step, events, cancel, (hear, stalls)).await
    }
}

#[async_trait::async_trait]
impl Engine for Buildah {
    fn name(&self) -> String {
        format!("buildah {}", self.version)
    }

    async fn build(
        &self,
        step: &EngineStep,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, EngineError> {
        let start = |source| EngineError::Start { tool: TOOL, source };
        let context = step.context.as_deref().unwrap_or(&step.folder);
        let dockerfile = match unfold(&step.folder, context).map_err(start)? {
            Ok(dockerfile) => dockerfile,
            Err(reason) => {
                say(events, step.step, reason).await;
                return Err(EngineError::Failed { tool: TOOL, status: "a Dockerfile that it cannot build".into() });
            }
        };
        let work = self.work_folder().map_err(start)?;
        let digest = work.path().join("digest");
        let mut push = self.configured(child::contained(TOOL));
        push.env("TMPDIR", work.path().join("tmp")).args(["push", "--digestfile"]).arg(&digest).arg(&step.target);

        let mut attempts = ATTEMPTS;
        let mut outcome = loop {
            let raced = AtomicBool::new(false);
            let bud = self.bud(step, &dockerfile, work.path());
            let outcome = self.make(bud, step.step, events, cancel, &raced).await;
            attempts -= 1;
            if outcome.is_ok() || attempts == 0 || !raced.into_inner() {
                break outcome;
            }
        };
        if outcome.is_ok() {
            outcome = self.push(push, step, events, cancel).await;
        }
        if outcome.is_err()
            && let Err(reason) = self.remove_containers(work.path()).await
        {
            tracing::warn!(reason, "a working container stays until the next start");
        }
        outcome?;
        if !step.cached
            && let Err(reason) = self.remove_image(&step.target).await
        {
            tracing::warn!(reason, "an image that is in the registry stays here as well");
        }
        Ok(fs::read_to_string(digest).map_err(start)?.trim().to_owned())
    }

    async fn run(
        &self,
        wanted: &EngineRun,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let start = |source| EngineError::Start { tool: TOOL, source };
        let work = self.work_folder().map_err(start)?;
        let container = work.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut outcome = self.container(&container, wanted, events, cancel).await;
        if outcome.is_ok() {
            outcome = self.run_in(&container, wanted, work.path(), events, cancel).await;
        }
        let mut remove = child::contained(TOOL);
        remove.args(["rm", &container]);
        if let Err(reason) = self.quietly(remove).await
            && outcome.is_ok()
        {
            tracing::warn!(reason, "a working container stays until the next start");
        }
        outcome
    }
}

async fn version() -> Result<String, String> {
    let mut command = Command::new(TOOL);
    let output = command.arg("--version").stdin(Stdio::null()).output().await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "buildah is not installed: install it (Debian, Ubuntu: apt install buildah)".into(),
        _ => format!("buildah cannot be run: {error}"),
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.split_whitespace().nth(2).filter(|_| output.status.success());
    version.map(str::to_owned).ok_or_else(|| format!("buildah does not tell its version: {}", text.trim()))
}
